import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { oidcConnection, tenantFile } from '../broker/index.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';
import { type Cluster, createReader, type ReadAnswer, signInUsers, startCluster } from './cluster.ts';
import { type OwnPostgres, postgresPrograms, startOwnPostgres } from './own-postgres.ts';

const nodes = 3;
const users = 12;

describe.skipIf(postgresPrograms === undefined)('PostgreSQL is restarted in the middle of a refresh storm', () => {
  let postgres: OwnPostgres;
  let idp: TestIdp;
  let cluster: Cluster;

  beforeAll(async () => {
    [postgres, idp] = await Promise.all([startOwnPostgres(), startTestIdp({ algorithms: ['ES256'] })]);
    const tenant = tenantFile(oidcConnection('con1', idp));
    cluster = await startCluster({ kind: 'postgres', nodes, tenant, databaseUrl: postgres.url });
  });
  afterAll(async () => {
    await cluster?.close();
    await idp?.close();
    postgres?.remove();
  });

  const refreshes = () => idp.requests('token').filter(({ params }) => params.grant_type === 'refresh_token');

  test.each(['fast', 'immediate'] as const)(
    'R-23, R-20: -m %s: one refresh for each user, every reader gets its token in the end, and no grant is lost',
    async (how) => {
      idp.reset();
      // Whoever uses a refresh token twice loses the grant.
      idp.behave({ rotate: true, refreshTokens: 'always', accessTokenLifetime: 1 });
      const names = Array.from({ length: users }, (_, index) => `${how}${index}`);
      const signedIn = await signInUsers(cluster, names);
      const userIds = names.map((name) => signedIn.get(name)!);
      await wait(1_050);
      idp.log.length = 0;
      idp.behave({ accessTokenLifetime: 3600, faults: { token: { kind: 'delay', milliseconds: 400 } } });
      const read = await createReader(cluster);
      const tries: number[] = [];
      async function readUntilAnswered(userId: string, node: number): Promise<ReadAnswer> {
        for (;;) {
          const answer = await read(userId, node);
          tries.push(answer.status);
          if (answer.status === 200) return answer;
          // Nothing but "later", and connections that broke.
          expect([0, 503]).toContain(answer.status);
          await wait(100);
        }
      }
      const reading = Promise.all(
        userIds.flatMap((userId) => Array.from({ length: nodes }, (_, node) => readUntilAnswered(userId, node))),
      );
      while (refreshes().length < users) await wait(5);
      postgres.restart(how);
      const answers = await reading;
      expect(answers.filter(({ problem }) => problem !== undefined)).toEqual([]);
      for (const [index, userId] of userIds.entries()) {
        const tokens = new Set(answers.filter((answer) => answer.userId === userId).map((one) => one.accessToken));
        expect(tokens.size).toBe(1);
        const answer = await fetch(idp.endpoints.userinfo_endpoint, {
          headers: { authorization: `Bearer ${[...tokens][0]}` },
        });
        expect(((await answer.json()) as { sub?: string }).sub).toBe(names[index]);
      }
      expect(refreshes()).toHaveLength(users);
    },
  );
});
