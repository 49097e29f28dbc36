// The real server with real IdPs behind it, for every test that talks HTTP.
export { type Browser, createBrowser } from './browser.ts';
export { createDatabase, createEmptyDatabase, type DatabaseKind, databaseKinds } from './databases.ts';
export { type RecordedQuery, recordQueries } from './record-queries.ts';
export * from './sign-in.ts';
export {
  type Broker,
  type BrokerOptions,
  configure,
  createTestClock,
  freePort,
  newKeyring,
  startBroker,
} from './start-broker.ts';
export * from './tenants.ts';
