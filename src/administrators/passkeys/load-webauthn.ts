/** Loaded when somebody first uses a passkey: certificates of authenticators need many modules, and no start does. */
export const loadWebauthn = () => import('@simplewebauthn/server');
