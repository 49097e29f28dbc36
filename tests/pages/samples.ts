import {
  type Page,
  renderConsentPage,
  renderErrorPage,
  renderFormPost,
  renderLinkPage,
  renderLogoutConfirmation,
  renderReconnected,
  renderReconnectPage,
  renderSignedOut,
  renderSignInPage,
  renderStillSignedIn,
  renderTried,
  renderUnlinkPage,
  renderWebMessage,
} from '../../src/app/pages/index.ts';

/** Text that would do something if a page let it out of its place. */
export const attacks: readonly string[] = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "'><svg onload=alert(1)>",
  '" autofocus onfocus="alert(1)',
  "' autofocus onfocus='alert(1)' x='",
  '` onmouseover=alert(1) `',
  '</title><script>alert(1)</script>',
  '</style><script>alert(1)</script>',
  '</script><script>alert(1)</script>',
  '</noscript></form><form action="https://evil.example"><button autofocus>',
  '<!--<script>',
  '--><iframe srcdoc="<script>alert(1)</script>">',
  ']]><base href="https://evil.example/">',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
  '&quot; onclick=alert(1) &#34;',
  '{client}{tenant}$&{{7*7}}',
  '\u202Eevil\u2028alert(1)\u2029',
  'javascript:alert(1)',
];

/** What all pages have in common: language and brand. */
type Look = Pick<Parameters<typeof renderSignInPage>[0], 'branding' | 'clientLogo' | 'locale'>;

/** Every page with one text in every place that takes text. */
export const samples = {
  signIn: (text: string, look: Look = {}) =>
    renderSignInPage({
      ...look,
      tenantName: text,
      clientName: text,
      connections: [
        { name: text, label: text },
        { name: 'github', label: 'GitHub' },
      ],
      action: `/u/login?state=${text}`,
      fields: { [text]: text },
      signUp: false,
    }),
  link: (text: string, look: Look = {}) =>
    renderLinkPage({
      ...look,
      ...{ tenantName: text, clientName: text, connection: text, account: text, user: text, merges: true },
      action: `/u/link?state=${text}`,
      fields: { [text]: text },
    }),
  unlink: (text: string, look: Look = {}) =>
    renderUnlinkPage({
      ...look,
      ...{ tenantName: text, clientName: text, connection: text, user: text, accounts: [{ id: text, name: text }] },
      action: `/u/unlink?state=${text}`,
      fields: { [text]: text },
    }),
  reconnect: (text: string, look: Look = {}) =>
    renderReconnectPage({
      ...look,
      ...{ tenantName: text, outcome: 'ask', requester: text, clientName: text, connection: text, account: text },
      action: `/u/reconnect?ticket=${text}`,
      fields: { [text]: text },
    }),
  reconnectOtherAccount: (text: string, look: Look = {}) =>
    renderReconnectPage({
      ...look,
      ...{ tenantName: text, outcome: 'wrong-account', requester: text, connection: text, account: text },
      action: `/u/reconnect?ticket=${text}`,
      fields: { [text]: text },
    }),
  reconnectFailed: (text: string, look: Look = {}) =>
    renderReconnectPage({
      ...look,
      ...{ tenantName: text, outcome: 'failed', failure: 'idp_refused', requester: text, connection: text },
      action: `/u/reconnect?ticket=${text}`,
      fields: { [text]: text },
    }),
  reconnectScopesMissing: (text: string, look: Look = {}) =>
    renderReconnectPage({
      ...look,
      ...{ tenantName: text, outcome: 'scopes-missing', requester: text, connection: text },
      action: `/u/reconnect?ticket=${text}`,
      fields: { [text]: text },
    }),
  reconnected: (text: string, look: Look = {}) =>
    renderReconnected({
      ...look,
      ...{ tenantName: text, requester: text, connection: text, clientName: text },
      returnUrl: `https://app.example/?a=${text}`,
    }),
  noConnections: (text: string, look: Look = {}) =>
    renderSignInPage({
      ...look,
      tenantName: text,
      clientName: text,
      connections: [],
      action: text,
      signUp: true,
    }),
  error: (text: string, look: Look = {}) =>
    renderErrorPage({
      ...look,
      tenantName: text,
      title: text,
      description: text,
      error: text,
      requestId: text,
      tracking: text,
      returnUrl: `https://app.example/?a=${text}`,
      supportUrl: `mailto:help@example.com?subject=${text}`,
    }),
  errorInWords: (text: string, look: Look = {}) =>
    renderErrorPage({
      ...look,
      tenantName: text,
      code: 'unknown_client',
      description: `Unknown client: ${text}`,
      error: text,
      requestId: text,
      clientName: text,
      returnUrl: `https://app.example/?a=${text}`,
    }),
  errorThatPasses: (text: string, look: Look = {}) =>
    renderErrorPage({
      ...look,
      tenantName: text,
      code: 'temporarily_unavailable',
      description: text,
      error: text,
      requestId: text,
      repeatable: true,
      retryAfter: 30,
    }),
  consent: (text: string, look: Look = {}) =>
    renderConsentPage({
      ...look,
      tenantName: text,
      clientName: text,
      account: text,
      apiName: text,
      accountScopes: ['openid', 'email', 'offline_access', 'update:current_user_identities', text],
      apiScopes: [text, text],
      otherAccount: true,
      action: `/u/consent?state=${text}`,
      fields: { [text]: text },
    }),
  logout: (text: string, look: Look = {}) =>
    renderLogoutConfirmation({
      ...look,
      tenantName: text,
      clientName: text,
      action: `/oidc/logout?x=${text}`,
      fields: { [text]: text },
    }),
  tried: (text: string, look: Look = {}) => renderTried({ ...look, tenantName: text }),
  stillSignedIn: (text: string, look: Look = {}) =>
    renderStillSignedIn({
      ...look,
      tenantName: text,
      clientName: text,
      returnUrl: `https://app.example/?a=${text}`,
    }),
  signedOut: (text: string, look: Look = {}) =>
    renderSignedOut({
      ...look,
      tenantName: text,
      clientName: text,
      returnUrl: `https://app.example/?a=${text}`,
    }),
  formPost: (text: string, look: Look = {}) =>
    renderFormPost({ ...look, action: `/posted?x=${text}`, fields: { [text]: text, state: text } }),
  webMessage: (text: string, look: Look = {}) =>
    renderWebMessage({
      ...look,
      targetOrigin: 'http://127.0.0.1:9',
      response: { [text]: text, state: text },
    }),
} satisfies Record<string, (text: string, look?: Look) => Page>;

export const sampleList = Object.entries(samples);
