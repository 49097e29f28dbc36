// A real identity provider for the tests: OAuth 2.0 and OpenID Connect over HTTP on a loopback port.
// Honest unless told otherwise with `behave`; it logs every request. It knows nothing of Valetkey.
export type { Behaviour, Endpoint, Fault, Json, LoggedRequest } from './behaviour.ts';
export { selfSigned } from './certificate.ts';
export { accessTokenHash } from './id-token.ts';
export { startTestIdp, type TestIdp, type TestIdpOptions } from './test-idp.ts';
