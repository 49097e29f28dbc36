// storage owns the database: schema, migrations, and one file an aggregate with the only SQL of the house.
// It keeps what it is given (secrets come sealed or hashed) and decides nothing about users, tokens or rights.
export * from './access-tokens.ts';
export * from './activity.ts';
export * from './administrator-invitations.ts';
export * from './administrator-passkeys.ts';
export * from './administrator-sessions.ts';
export * from './administrator-tokens.ts';
export * from './administrators.ts';
export * from './authorizations.ts';
export { OutOfTime } from './bounded-read.ts';
export * from './broken-grants.ts';
export * from './client-credentials.ts';
export * from './client-grant-pages.ts';
export {
  type ClientGrantRecord,
  deleteClientGrant,
  findClientGrant,
  listClientGrants,
  saveClientGrant,
} from './client-grants.ts';
export * from './client-pages.ts';
export {
  type ClientCredentials,
  type ClientRecord,
  changeClientCredentials,
  deleteClient,
  findClient,
  keepClientForAdmins,
  listClients,
  saveClient,
} from './clients.ts';
export * from './configuration.ts';
export * from './connection-tries.ts';
export * from './connections.ts';
export * from './daily-stats.ts';
export { readDatabaseTime } from './database-time.ts';
export * from './device-keys.ts';
export { purgeErasedBytes } from './erased-bytes.ts';
export {
  deleteGrant,
  emptyGrant,
  type IdentityGrant,
  listDeadGrants,
  listGrantsOf,
  listIdentitiesWithGrant,
} from './erased-grants.ts';
export * from './expired-rows.ts';
export { isDatabaseAway, isUniqueViolation, WriteConflict } from './failures.ts';
export * from './forgotten-connections.ts';
export * from './grant-counts.ts';
export * from './grant-events.ts';
export {
  findIdentity,
  findIdentityShownAs,
  hasIdentities,
  type IdentityKey,
  type IdentityRecord,
  insertIdentity,
  listIdentities,
  moveIdentity,
  saveProfileData,
} from './identities.ts';
export * from './idle-grants.ts';
export {
  findIdpTokens,
  type GrantHealthState,
  type IdpTokenRecord,
  saveIdpTokens,
} from './idp-tokens.ts';
export * from './issued-refresh-tokens.ts';
export * from './job-parts.ts';
export * from './jobs.ts';
export * from './key-rotations.ts';
export * from './limit-windows.ts';
export * from './login-transactions.ts';
export * from './logout-notices.ts';
export * from './pushed-requests.ts';
export {
  consumeReconnectTicket,
  findReconnectTicket,
  type ReconnectTicketRecord,
  saveReconnectTicket,
} from './reconnect-tickets.ts';
export * from './refresh-leases.ts';
export * from './refresh-tokens.ts';
export * from './resource-servers.ts';
export * from './revocations.ts';
export * from './revoked-tokens.ts';
export * from './sealed-columns.ts';
export { countSealed, listSealedRows, lockSealedTables, replaceSealed, type SealedRow } from './sealed-rows.ts';
export * from './sealing-keys.ts';
export * from './sealing-nodes.ts';
export { searchableIdentityFields, searchFieldType } from './search/places.ts';
export type { Bound, FieldCondition, UserCondition, ValueTest } from './search/query.ts';
export { searchUsers, type UserSearch } from './search/search-users.ts';
export { type SearchSort, type SearchSortField, userTermSortFields } from './search/sorting.ts';
export { longestBeginning } from './search/term-text.ts';
export {
  type EndedSession,
  endSessions,
  listSessionClients,
  moveSessionClients,
  noteSessionClient,
  type WhichSessions,
} from './session-clients.ts';
export {
  type Device,
  findLiveSession,
  insertSession,
  type LiveSession,
  listSessions,
  type SessionRecord,
  saveSessionMetadata,
  type TokenMetadata,
  touchSession,
} from './sessions.ts';
export * from './signing-keys.ts';
export { openStore, type Store, type StoreOptions } from './store.ts';
export type { Db } from './tables.ts';
export * from './tenant-logs.ts';
export * from './token-read-chains.ts';
export * from './token-read-queries.ts';
export * from './token-read-slots.ts';
export * from './token-reads.ts';
export * from './token-sightings.ts';
export * from './used-ids.ts';
export { findUserDetails, type UserDetails } from './user-details.ts';
export * from './user-grants.ts';
export * from './user-walk.ts';
export {
  countUsers,
  deleteUser,
  findUser,
  insertUser,
  isUserSortField,
  type Login,
  listUsers,
  listUsersByEmail,
  listUsersById,
  lockUser,
  lockUsers,
  recordLogin,
  saveProfile,
  saveUser,
  touchUser,
  type UserChanges,
  type UserPage,
  type UserRecord,
  type UserSortField,
  userSortFields,
} from './users.ts';
export * from './webhook-queues.ts';
export * from './webhooks.ts';
