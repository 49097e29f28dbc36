import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStore } from '../../src/storage/index.ts';
import { type DatabaseKind, databaseKinds, getManagementToken, oidcConnection, tenantFile } from '../broker/index.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';
import { type Cluster, createReader, type ReadAnswer, signInUsers, startCluster } from './cluster.ts';

const nodesOf: Record<DatabaseKind, number> = { sqlite: 2, postgres: 3 };

describe.each(databaseKinds)('many readers on several nodes find a dead token, on %s', (kind) => {
  const nodes = nodesOf[kind];
  let idp: TestIdp;
  let cluster: Cluster;
  let read: Awaited<ReturnType<typeof createReader>>;

  beforeAll(async () => {
    idp = await startTestIdp({ algorithms: ['ES256'] });
    cluster = await startCluster({ kind, nodes, tenant: tenantFile(oidcConnection('con1', idp)) });
    read = await createReader(cluster);
  });
  afterAll(async () => {
    await cluster.close();
    await idp.close();
  });

  /** Users whose tokens are dead when this resolves, at an IdP that ends a family whose token is used twice. */
  async function signInShortly(...names: string[]): Promise<string[]> {
    idp.reset();
    idp.behave({ rotate: true, refreshTokens: 'always', accessTokenLifetime: 1 });
    const users = await signInUsers(cluster, names);
    await wait(1_050);
    idp.log.length = 0;
    idp.behave({ accessTokenLifetime: 3600, faults: { token: { kind: 'delay', milliseconds: 300 } } });
    return names.map((name) => users.get(name)!);
  }

  const refreshes = () => idp.requests('token').filter((request) => request.params.grant_type === 'refresh_token');
  const readAll = (userIds: readonly string[], times: number) =>
    Promise.all(
      Array.from({ length: userIds.length * times }, (_, index) =>
        read(userIds[index % userIds.length]!, Math.floor(index / userIds.length) % nodes),
      ),
    );

  async function ownerOf(accessToken: string): Promise<unknown> {
    const answer = await fetch(idp.endpoints.userinfo_endpoint, {
      headers: { authorization: `Bearer ${accessToken}` },
    });
    return ((await answer.json()) as { sub?: unknown }).sub;
  }

  const tokensOf = (answers: readonly ReadAnswer[]) => [...new Set(answers.map((answer) => answer.accessToken))];

  test(`R-20, R-22: 600 reads over ${nodes} nodes are one refresh, and all get its token`, async () => {
    const [vera = ''] = await signInShortly('vera');
    const answers = await readAll([vera], 600);
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    const [accessToken, ...others] = tokensOf(answers);
    expect(others).toEqual([]);
    expect(await ownerOf(accessToken!)).toBe('vera');
    expect(refreshes()).toHaveLength(1);
  });

  test('R-20, T-E07: 60 users with 10 readers each, at once: one refresh for each, and nobody gets another’s token', async () => {
    const names = Array.from({ length: 60 }, (_, index) => `user${index}`);
    const userIds = await signInShortly(...names);
    const answers = await readAll(userIds, 10);
    expect(answers.filter(({ status, accessToken }) => status !== 200 || accessToken === undefined)).toEqual([]);
    for (const [index, userId] of userIds.entries()) {
      const [accessToken, ...others] = tokensOf(answers.filter((answer) => answer.userId === userId));
      expect(others).toEqual([]);
      expect(await ownerOf(accessToken!)).toBe(names[index]);
    }
    expect(refreshes()).toHaveLength(60);
    expect(new Set(refreshes().map((request) => request.params.refresh_token)).size).toBe(60);
  });

  test('R-04, R-21: a node that is killed with the answer on its way leaves a grant that says so', async () => {
    const [max = ''] = await signInShortly('max');
    idp.behave({ faults: { token: { kind: 'delay', milliseconds: 1_500, times: 1 } } });
    const victim = nodes - 1;
    const lost = read(max, victim);
    while (refreshes().length === 0) await wait(5);
    await cluster.restart(victim);
    expect((await lost).status).toBe(0);
    // The IdP has rotated by now; nobody knows, and the lease still runs.
    await wait(1_500);
    const store = await openStore({ url: cluster.databaseUrl });
    const age = sql`update idp_tokens set lease_expires_at = 1 where lease_expires_at is not null`;
    try {
      const waiting = readAll([max], 20);
      await wait(200);
      expect(refreshes()).toHaveLength(1);
      await age.execute(store.db);
      const answers = await waiting;
      const problem = { state: 'needs_reauthorization', reason: 'refresh_interrupted' };
      for (const answer of answers) expect(answer).toMatchObject({ status: 200, accessToken: undefined, problem });
      expect(refreshes()).toHaveLength(2);
    } finally {
      await store.close();
    }
  });

  test('R-28: a node that is told to end stores what the IdP is about to give, though its reader has gone', async () => {
    const [nora = ''] = await signInShortly('nora');
    idp.behave({ faults: { token: { kind: 'delay', milliseconds: 1_000, times: 1 } } });
    const leaving = nodes - 1;
    const gone = new AbortController();
    const { child, url } = cluster.nodes[leaving]!;
    const request = fetch(`${url}/api/v2/users/${encodeURIComponent(nora)}`, {
      headers: { authorization: `Bearer ${await getManagementToken(cluster.broker())}` },
      signal: gone.signal,
    }).catch(() => undefined);
    while (refreshes().length === 0) await wait(5);
    gone.abort();
    await request;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    const answer = await read(nora, 0);
    expect(await ownerOf(answer.accessToken!)).toBe('nora');
    expect(refreshes()).toHaveLength(1);
    await cluster.restart(leaving);
  });
});
