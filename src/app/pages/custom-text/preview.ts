import type { ErrorCode } from '../../../base/index.ts';
import { currentUserScopes } from '../../../contract/index.ts';
import { renderConsentPage } from '../consent-page.ts';
import { renderErrorPage } from '../error-page.ts';
import type { Page, PageLook } from '../layout.ts';
import { renderLinkPage, renderUnlinkPage } from '../link-pages.ts';
import { renderLogoutConfirmation, renderSignedOut, renderStillSignedIn } from '../logout-pages.ts';
import { renderReconnected, renderReconnectPage } from '../reconnect-pages.ts';
import { renderSignInPage } from '../sign-in-page.ts';
import { textPlaces } from './places.ts';

const names = {
  clientName: 'Example App',
  requester: 'Example App',
  connection: 'Example ID',
  account: 'ada@example.com',
  user: 'Ada Lovelace',
};
const form = { action: '#', fields: {} };
const returnUrl = 'https://app.example.com/';

type Look = PageLook & { readonly tenantName: string };

function signIn(look: Look, signUp: boolean): Page {
  const connections = [
    { name: 'example', label: 'Example ID' },
    { name: 'other', label: 'Other ID' },
  ];
  return renderSignInPage({ ...look, ...names, ...form, connections, signUp });
}

function reconnect(look: Look, outcome: 'ask' | 'wrong-account' | 'scopes-missing' | 'failed'): Page {
  return renderReconnectPage({ ...look, ...names, ...form, outcome, failure: 'idp_refused' });
}

function error(look: Look, code?: ErrorCode): Page {
  const page = { ...look, clientName: names.clientName, returnUrl, supportUrl: returnUrl, requestId: 'req-1' };
  return renderErrorPage({ ...page, error: code ?? 'server_error', code, repeatable: true, retryAfter: 30 });
}

const screens: Readonly<Record<string, (look: Look) => Page>> = {
  login: (look) => signIn(look, false),
  signup: (look) => signIn(look, true),
  consent: (look) =>
    renderConsentPage({
      ...{ ...look, ...names, ...form, apiName: 'Example API', apiScopes: ['read:example'], otherAccount: true },
      accountScopes: ['openid', 'profile', 'email', 'phone', 'offline_access', ...currentUserScopes],
    }),
  link: (look) => renderLinkPage({ ...look, ...names, ...form, merges: true }),
  unlink: (look) => renderUnlinkPage({ ...look, ...names, ...form, accounts: [{ id: '1', name: names.account }] }),
  reconnect: (look) => reconnect(look, 'ask'),
  'reconnect-other-account': (look) => reconnect(look, 'wrong-account'),
  'reconnect-scopes-missing': (look) => reconnect(look, 'scopes-missing'),
  'reconnect-failed': (look) => reconnect(look, 'failed'),
  'reconnect-complete': (look) => renderReconnected({ ...look, ...names, returnUrl }),
  logout: (look) => renderLogoutConfirmation({ ...look, ...names, ...form }),
  'logout-complete': (look) => renderSignedOut({ ...look, ...names, returnUrl }),
  'logout-aborted': (look) => renderStillSignedIn({ ...look, ...names, returnUrl }),
  common: (look) => reconnect(look, 'failed'),
  'error-page': (look) => error(look),
};

/** The page that a screen's texts stand on, with made-up names in it; undefined for one that we have not. */
export function renderPreview(screen: string, look: Look): Page | undefined {
  const place = textPlaces.find((one) => one.screen === screen);
  if (!place) return undefined;
  const render = Object.hasOwn(screens, screen) ? screens[screen]! : (of: Look) => error(of, screen as ErrorCode);
  return render(look);
}
