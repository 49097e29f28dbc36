import { type Broker, createTestClock, oidcConnection, startBroker, tenantFile } from '../broker/index.ts';
import { startTestIdp } from '../idps/index.ts';

export interface TwoNodes {
  /** Its clock is right. */
  readonly right: Broker;
  /** On the same database. */
  readonly wrong: Broker;
  close(): Promise<void>;
}

/** Two nodes on one PostgreSQL whose clocks differ: SQLite has one process and so one clock. */
export async function startTwoNodes(difference: number): Promise<TwoNodes> {
  const idp = await startTestIdp();
  const right = await startBroker({ database: 'postgres', tenant: tenantFile(oidcConnection('con1', idp)) });
  const { databaseUrl, keyring, issuer } = right.config;
  const clock = createTestClock();
  clock.advance(difference);
  const wrong = await startBroker({ databaseUrl, keyring, clock, tenant: '{}', config: { issuer } });
  return {
    right,
    wrong,
    async close() {
      await wrong.close();
      await right.close();
      await idp.close();
    },
  };
}
