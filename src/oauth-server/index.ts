// oauth-server is the only code that speaks OAuth to applications: authorization, tokens, sessions, logout, metadata.
// Its endpoints are plain functions that give values and Replies; HTTP, cookies and pages are made from them in app.
export { authorize } from './authorize/authorize.ts';
export { handleCallback } from './authorize/callback.ts';
export { showOrTakeConsent } from './authorize/consent/consent-page.ts';
export { showOrTakeLink } from './authorize/linking/link-page.ts';
export { showOrTakeUnlink } from './authorize/linking/unlink-page.ts';
export { showOrTakeChoice } from './authorize/login-page.ts';
export { pushRequest } from './authorize/pushed/push.ts';
export type { ClientHome } from './client-home.ts';
export { currentNonce } from './dpop/nonce.ts';
export { proofAlgorithms } from './dpop/verify-proof.ts';
export { issueLogoutToken } from './logout/logout-token.ts';
export { oidcLogout } from './logout/oidc-logout.ts';
export { v2Logout } from './logout/v2-logout.ts';
export { describeServer } from './metadata/metadata.ts';
export type { OauthServer } from './oauth-server.ts';
export { type Parameters, readParameters } from './parameters.ts';
export { showOrStartReconnect } from './reconnect/start-reconnect.ts';
export type { BrowserRequest, CookieChanges, PageModel, Reply } from './reply.ts';
export { type Caller, identifyCaller } from './resource/identify-caller.ts';
export type { ResourceRequest } from './resource/read-access-token.ts';
export { readLinkToken } from './resource/read-link-token.ts';
export { userinfo } from './resource/userinfo.ts';
export { testClientId } from './test-client.ts';
export type { TokenAnswer } from './token/answer.ts';
export { describeRefreshToken } from './token/describe-refresh-token.ts';
export type {
  ExchangeDecision,
  ExchangePolicy,
  ExchangeRequest,
} from './token/exchange/exchange-policy.ts';
export { issueTestToken, type TestTokenWish } from './token/issue-test-token.ts';
export { revoke } from './token/revoke.ts';
export { token } from './token/token.ts';
export { startTry, type TryWish } from './trying/start-try.ts';
