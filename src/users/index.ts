// users owns profiles and identities: who signed in, what the IdP said of them, how a user is shown.
// An identity is known by connection, issuer and subject, and by nothing else; tokens go to the vault.
export { deleteUser } from './delete-user.ts';
export { endSessions } from './end-sessions.ts';
export { type Download, issueTicket, openDownload } from './export/download.ts';
export type { ExportWish } from './export/export-wish.ts';
export { runExports } from './export/run-exports.ts';
export { startExport } from './export/start-export.ts';
export { findGrant, type RefreshedGrant, readAccessToken, refreshGrant } from './find-grant.ts';
export { findLinkSide, type LinkSide, linkSignIn } from './link-sign-in.ts';
export { type LinkWish, linkUsers, type Secondary } from './link-users.ts';
export { listBrokenGrants } from './list-broken-grants.ts';
export { listConnectedAccounts } from './list-connected-accounts.ts';
export { listGrants } from './list-grants.ts';
export { isUser, listUsersByEmail, readIdentities, readUser, type TokenReading } from './read-users.ts';
export { createReconnectTicket } from './reconnect/create-ticket.ts';
export { findReconnect, type Reconnect } from './reconnect/find-reconnect.ts';
export { isExpectedAccount, reconnectGrant } from './reconnect/reconnect-grant.ts';
export { type IdentityName, revokeGrant } from './revoke-grant.ts';
export { type SearchWish, searchUsers } from './search/search-users.ts';
export { type SignedInUser, type SignIn, signIn } from './sign-in.ts';
export { unlinkIdentity } from './unlink-identity.ts';
export { type UserUpdate, updateUser } from './update-user.ts';
