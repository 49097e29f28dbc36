import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  type Broker,
  createTestClock,
  databaseKinds,
  getManagementToken,
  getTokens,
  oidcConnection,
  readManagement,
  startBroker,
  tenantFile,
} from '../broker/index.ts';
import { type Fault, type Json, startTestIdp, type TestIdp } from '../idps/index.ts';

const gone: Fault = { kind: 'error', error: 'invalid_grant', status: 400 };

describe.each(databaseKinds)('grants that only their users can bring back, on %s', (database) => {
  let idp: TestIdp;
  let broker: Broker;
  let management: string;

  beforeAll(async () => {
    const clock = createTestClock();
    idp = await startTestIdp({ clock });
    broker = await startBroker({ database, clock, tenant: tenantFile(oidcConnection('con1', idp)) });
    management = await getManagementToken(broker);
    idp.behave({ rotate: true, refreshTokens: 'always', accessTokenLifetime: 600 });
    for (const name of ['anna', 'bert', 'cleo', 'dora', 'emil']) await getTokens(broker, { login_hint: name });
    broker.clock.advance(700_000);
    const read = (name: string) => readManagement(broker, `/users/oidc%7Ccon1%7C${name}`, management);
    // Bert's and Cleo's answers get lost first.
    idp.behave({ faults: { token: { kind: 'reset' } } });
    await read('bert');
    await read('cleo');
    idp.behave({ faults: { token: gone } });
    broker.clock.advance(600_000);
    for (const name of ['anna', 'bert', 'cleo', 'dora']) {
      await read(name);
      broker.clock.advance(1_000);
    }
    idp.behave({ faults: {} });
    await read('emil');
  });
  afterAll(async () => {
    await broker.close();
    await idp.close();
  });

  async function list(query = ''): Promise<Json> {
    const { status, body } = await readManagement(broker, `/broken-idp-grants${query}`, management);
    expect(status).toBe(200);
    return body;
  }
  const namesIn = (body: Json) => (body.grants as Json[]).map((grant) => grant.identity_user_id);

  test('R-04: those that were lost on the way are counted and listed by their reason', async () => {
    expect((await list()).counts).toEqual({ invalid_grant: 2, refresh_interrupted: 2 });
    const lost = await list('?reason=refresh_interrupted');
    expect(namesIn(lost)).toEqual(['con1|cleo', 'con1|bert']);
    expect((lost.grants as Json[])[0]).toEqual({
      user_id: 'oidc|con1|cleo',
      connection: 'con1',
      provider: 'oidc',
      identity_user_id: 'con1|cleo',
      reason: 'refresh_interrupted',
      since: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    });
    expect(namesIn(await list('?reason=something_else'))).toEqual([]);
  });

  test('the list is paged from the newest to the oldest, and a place that was made up is refused', async () => {
    const seen: unknown[] = [];
    for (let query: string | undefined = '?take=1'; query !== undefined; ) {
      const page = await list(query);
      seen.push(...namesIn(page));
      query = page.next === undefined ? undefined : `?take=1&from=${page.next}`;
    }
    expect(seen).toEqual(['con1|dora', 'con1|cleo', 'con1|bert', 'con1|anna']);
    for (const query of ['?from=x', '?from=1.', '?take=0', '?reason=DROP%20TABLE', '?other=1']) {
      expect((await readManagement(broker, `/broken-idp-grants${query}`, management)).status).toBe(400);
    }
  });

  test('a sign-in takes a grant off the list', async () => {
    await getTokens(broker, { login_hint: 'anna' });
    expect((await list()).counts).toEqual({ invalid_grant: 1, refresh_interrupted: 2 });
  });

  test.runIf(database === 'sqlite')('they are found by an index', async () => {
    // What was prepared before is prepared once only: a reason and a place together are new.
    const prepared: string[] = ['select count(*) from "idp_tokens" as "t" where t.health = \'needs_reauthorization\''];
    const { prepare } = DatabaseSync.prototype;
    const spy = vi.spyOn(DatabaseSync.prototype, 'prepare').mockImplementation(function (this: DatabaseSync, text) {
      prepared.push(text);
      return prepare.call(this, text);
    });
    try {
      await list('?take=3&reason=invalid_grant&from=1.x');
    } finally {
      spy.mockRestore();
    }
    const questions = prepared.filter((text) => text.includes('"idp_tokens" as "t"'));
    expect(questions.length).toBeGreaterThanOrEqual(2);
    const file = new DatabaseSync(broker.config.databaseUrl.replace(/^sqlite:/, ''), { readOnly: true });
    for (const question of questions) {
      const plan = file.prepare(`explain query plan ${question.replaceAll('?', '1')}`).all();
      const details = plan.map(({ detail }) => String(detail));
      expect(details[0]).toContain('idp_tokens_broken');
      expect(details.filter((detail) => detail.startsWith('SCAN') && !detail.includes('INDEX'))).toEqual([]);
    }
    file.close();
  });
});
