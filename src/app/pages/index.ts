// pages: what people see of the server, as pure functions from strings to HTML with the policy that it needs.
// They read no request, no store and no clock, load nothing, and run script only where a protocol asks for it.
export { type ConsentPage, renderConsentPage } from './consent-page.ts';
export { customiseTexts } from './custom-text/customise.ts';
export { describePageTexts } from './custom-text/describe.ts';
export { renderPreview } from './custom-text/preview.ts';
export { type ErrorPage, renderErrorPage } from './error-page.ts';
export { type FormPost, renderFormPost } from './form-post.ts';
export { pageHeaders } from './headers.ts';
export type { Fields } from './hidden-fields.ts';
export {
  defaultLocale,
  type Language,
  type LanguageWishes,
  type Locale,
  locales,
  pickLanguage,
} from './languages.ts';
export type { Page } from './layout.ts';
export { type LinkPage, renderLinkPage, renderUnlinkPage, type UnlinkPage } from './link-pages.ts';
export {
  type LogoutConfirmation,
  renderLogoutConfirmation,
  renderSignedOut,
  renderStillSignedIn,
  type SignedOut,
} from './logout-pages.ts';
export { type ReconnectedPage, type ReconnectPage, renderReconnected, renderReconnectPage } from './reconnect-pages.ts';
export { renderSignInPage, type SignInPage } from './sign-in-page.ts';
export { renderTried } from './tried-page.ts';
export { renderWebMessage, type WebMessage } from './web-message.ts';
