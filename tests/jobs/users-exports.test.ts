import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { claimJob, findJob, insertUser, removeExpiredRows, saveJobProgress } from '../../src/storage/index.ts';
import { runExports } from '../../src/users/index.ts';
import { createBrowser, databaseKinds, getTokens, oidcConnection } from '../broker/index.ts';
import { type Body, type Configured, refusal, startConfigured } from '../configuration/set-up.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';
import { addUsers } from '../user-search/set-up.ts';

const people = ['vera', 'max', 'ida'];
/** More than two parts of a file hold. */
const crowd = 450;

describe.each(databaseKinds)('exports of users on %s', (database) => {
  let idp: TestIdp;
  let place: Configured;
  /** What the IdP gave: none of it may be in any file. */
  const idpTokens: string[] = [];

  beforeAll(async () => {
    idp = await startTestIdp();
    place = await startConfigured(oidcConnection('con1', idp), { database });
    // From here on rounds are made by hand.
    await place.broker.app.userExports.end();
    for (const login_hint of people) {
      await getTokens(place.broker, { login_hint, scope: 'openid profile email offline_access' }, createBrowser());
      const { body } = await place.send('GET', `/users/oidc|con1|${login_hint}`);
      const [identity] = body.identities as { access_token: string }[];
      idpTokens.push(identity!.access_token);
    }
    await place.expectStatus(200, 'PATCH', '/users/oidc|con1|vera', {
      user_metadata: { country: '=cmd|"calc"', nested: { deep: [1, 2] } },
      app_metadata: { plan: 'pro' },
    });
  });
  afterAll(async () => {
    await place.broker.close();
    await idp.close();
  });

  /** A round of the work, as the timer makes it. */
  const work = (signal = new AbortController().signal) => runExports(place.broker.app.vault, signal);

  async function fetchFile(location: unknown): Promise<{ text: string; headers: Headers }> {
    const response = await fetch(String(location));
    expect(response.status).toBe(200);
    return { text: gunzipSync(await response.bytes()).toString(), headers: response.headers };
  }

  async function exportUsers(wish: Body): Promise<{ job: Body; text: string; headers: Headers }> {
    const { id } = await place.expectStatus(200, 'POST', '/jobs/users-exports', wish);
    await work();
    const job = await place.expectStatus(200, 'GET', `/jobs/${id}`);
    expect(job.status).toBe('completed');
    return { job, ...(await fetchFile(job.location)) };
  }

  const linesOf = (text: string) =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Body);

  test('a job is pending at first and answers what was asked for, in the words of Auth0', async () => {
    const { connections } = await place.expectStatus(200, 'GET', '/connections?include_totals=true');
    const [{ id: connection_id } = { id: '' }] = connections as { id: string }[];
    const fields = [{ name: 'user_id' }, { name: 'identities[0].connection', export_as: 'provider' }];
    const asked = await place.expectStatus(200, 'POST', '/jobs/users-exports', { connection_id, limit: 2, fields });
    expect(asked).toEqual({
      ...{ id: expect.stringMatching(/^job_[A-Za-z0-9]{16}$/), type: 'users_export', status: 'pending' },
      ...{ connection_id, connection: 'con1', format: 'json', limit: 2, fields, created_at: expect.any(String) },
    });
    expect(await place.send('GET', `/jobs/${asked.id}/errors`)).toMatchObject({ status: 204, body: '' });
    await work();
    const done = await place.expectStatus(200, 'GET', `/jobs/${asked.id}`);
    expect(done).toEqual({
      ...{ ...asked, status: 'completed', percentage_done: 100, time_left_seconds: 0 },
      ...{ location: expect.any(String), summary: { total: 2, failed: 0, inserted: 0, updated: 0 } },
    });
    const { text, headers } = await fetchFile(done.location);
    expect(linesOf(text)).toEqual([
      { user_id: 'oidc|con1|ida', provider: 'con1' },
      { user_id: 'oidc|con1|max', provider: 'con1' },
    ]);
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'application/gzip',
      'content-disposition': 'attachment; filename="Test-Tenant.json.gz"',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
  });

  test('without fields the usual ones are there, under the names that Auth0 gives them', async () => {
    const { text } = await exportUsers({ limit: 1 });
    expect(Object.keys(linesOf(text)[0]!)).toEqual(
      expect.arrayContaining(['Id', 'Name', 'Email', 'Email Verified', 'Connection', 'Created At', 'Updated At']),
    );
  });

  test('CSV: each text is quoted and kept from being a formula, dates and numbers stand as they are', async () => {
    const names = [
      'user_id',
      'user_metadata.country',
      'user_metadata.nested.deep',
      'logins_count',
      'created_at',
      'none',
    ];
    const fields = [...names.map((name) => ({ name })), { name: 'email_verified', export_as: '"proven"' }];
    const { text, headers } = await exportUsers({ format: 'csv', fields });
    const [head, ...rows] = text.trimEnd().split('\r\n');
    expect(head).toBe(`${names.map((name) => `"${name}"`).join(',')},"""proven"""`);
    const vera = rows.find((row) => row.includes('vera'));
    expect(vera).toMatch(
      /^"'oidc\|con1\|vera","'=cmd\|""calc""","'\[1,2\]",\d+,"\d{4}-\d\d-\d\dT[\d:.]+Z",,(true|false)$/,
    );
    expect(rows.length).toBe(people.length);
    expect(headers.get('content-disposition')).toContain('.csv.gz');
  });

  test('T-E11: no token is in any export, with every scope there is and any fields', async () => {
    const tokens = place.broker.app.tenant.store.db.selectFrom('idp_tokens').select('access_token');
    expect((await tokens.execute()).filter(({ access_token }) => access_token).length).toBe(people.length);
    const files = [
      await exportUsers({ fields: [{ name: 'identities' }, { name: 'identities[0]' }, { name: 'user_id' }] }),
      await exportUsers({ format: 'csv', fields: [{ name: 'identities' }, { name: 'identities[0]' }] }),
      await exportUsers({ fields: [{ name: 'access_token' }, { name: '__proto__' }, { name: 'constructor.name' }] }),
      await exportUsers({}),
    ];
    for (const { text, job } of files) {
      for (const token of idpTokens) expect(text + JSON.stringify(job)).not.toContain(token);
      expect(text).not.toMatch(/access_token"?:"|refresh_token"?:"|expires_in"?:/);
    }
    expect(files[0]!.text).toContain('"isSocial":false');
    const refused = ['access_token', 'refresh_token', 'access_token_secret', 'expires_in', 'x'].flatMap((name) => [
      `identities[0].${name}`,
      `identities.${name}`,
      `identities.0.${name}`,
    ]);
    for (const name of refused) {
      const { status, body } = await place.send('POST', '/jobs/users-exports', { fields: [{ name }] });
      expect({ name, status, code: body.errorCode }).toEqual({ name, status: 400, code: 'invalid_body' });
    }
  });

  test('what cannot be asked for is refused with the reason', async () => {
    const bodies = [
      { format: 'xml' },
      { limit: 0 },
      { fields: [] },
      { fields: Array.from({ length: 31 }, () => ({ name: 'email' })) },
      { format: 'csv', fields: [{ name: 'user_metadata' }] },
      { unknown: true },
    ];
    for (const body of bodies) expect((await place.send('POST', '/jobs/users-exports', body)).status).toBe(400);
    expect(await place.send('POST', '/jobs/users-exports', { connection_id: 'con_0000000000000000' })).toMatchObject(
      refusal(400, 'Bad Request', 'inexistent_connection', 'The connection does not exist.'),
    );
    for (const path of ['/jobs/job_0000000000000000', '/jobs/x/errors']) {
      expect((await place.send('GET', path)).status).toBe(404);
    }
  });

  test('a file is fetched once for each time that its address was asked for, within a minute, and by no other address', async () => {
    const { job } = await exportUsers({ limit: 1 });
    const again = async () => String((await place.expectStatus(200, 'GET', `/jobs/${job.id}`)).location);
    expect((await fetch(String(job.location))).status).toBe(404);
    const [one, two] = await Promise.all([again(), again()]);
    expect(one).not.toBe(two);
    const both = await Promise.all([fetch(one!), fetch(one!)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 404]);
    await Promise.all(both.map((response) => response.bytes()));
    const parts = new URL(two!).pathname.split('/').at(-1)!.split('.');
    const forged = [
      parts.with(1, String(Number(parts[1]) + 60_000)),
      parts.with(0, 'job_0000000000000000'),
      parts.with(
        3,
        parts[3]!.replace(/^./, (first) => (first === 'A' ? 'B' : 'A')),
      ),
      parts.slice(0, 3),
      [''],
    ];
    for (const ticket of forged) {
      const response = await fetch(`${place.broker.url}/exports/${ticket.join('.')}`);
      expect(await response.json()).toMatchObject({ statusCode: 404 });
    }
    expect((await fetch(two!, { method: 'POST' })).status).toBe(405);
    place.broker.clock.advance(60_001);
    expect((await fetch(two!)).status).toBe(404);
    await fetchFile(await again());
  });

  test('whoever may only create users sees the job, and not where the file is', async () => {
    const { job } = await exportUsers({ limit: 1 });
    const { status, body } = await place.send('GET', `/jobs/${job.id}`, undefined, ['create:users']);
    expect({ status, location: body.location }).toEqual({ status: 200, location: undefined });
    expect((await place.send('POST', '/jobs/users-exports', {}, ['create:users'])).status).toBe(403);
  });

  test('two exports may wait or be made at a time, a third is refused until one is done', async () => {
    const waiting = [{}, {}].map((body) => place.send('POST', '/jobs/users-exports', body));
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([200, 200]);
    expect(await place.send('POST', '/jobs/users-exports', {})).toMatchObject({
      status: 429,
      body: { errorCode: 'too_many_requests' },
    });
    await work();
    await exportUsers({ limit: 1 });
  });

  describe('with more users than one part holds', () => {
    beforeAll(async () => {
      const createdAt = place.broker.clock.now();
      const users = Array.from({ length: crowd }, (_, index) => ({
        userId: `oidc|crowd|${String(index).padStart(4, '0')}`,
        profile: { email: `crowd${index}@example.com` },
        createdAt,
        connections: ['crowd'],
      }));
      await addUsers(place.broker.app.tenant.store, users);
    });

    const everybody = { fields: [{ name: 'user_id' }] };
    const ids = (text: string) => linesOf(text).map(({ user_id }) => user_id);

    test('a node that dies in the middle is followed by another, which goes on after what is written, and everybody is there once', async () => {
      const { store } = place.broker.app.tenant;
      const { id } = await place.expectStatus(200, 'POST', '/jobs/users-exports', everybody);
      const stop = new AbortController();
      // Stopped after its first part; then a node takes it and is never heard of again.
      const commit = store.transaction;
      store.transaction = async (work) => {
        const result = await commit(work);
        stop.abort();
        return result;
      };
      await work(stop.signal);
      store.transaction = commit;
      const now = () => place.broker.clock.now();
      const dead = (await claimJob(store.db, { lease: 'dead', now: now(), length: 60_000 }))!;
      expect(dead).toMatchObject({ jobId: id, parts: 1, done: 200 });
      await work();
      const half = await place.expectStatus(200, 'GET', `/jobs/${id}`);
      expect(half).toMatchObject({ status: 'processing', percentage_done: expect.any(Number) });
      expect(half).not.toHaveProperty('location');
      place.broker.clock.advance(60_000);
      await work();
      const { location } = await place.expectStatus(200, 'GET', `/jobs/${id}`);
      const found = ids((await fetchFile(location)).text);
      expect(found.length).toBe(crowd + people.length);
      expect(new Set(found).size).toBe(found.length);
      // The dead one wakes up: nothing of it is written.
      const late = { place: 'z', parts: 9, done: 9, leasedUntil: now() };
      expect(await saveJobProgress(store.db, dead, late)).toBe(false);
      expect(await findJob(store.db, dead.jobId, now())).toMatchObject({ status: 'completed', parts: 3 });
    });

    test('several nodes that work at once make each file once', async () => {
      const jobs = await Promise.all(
        [1, 2].map(() => place.expectStatus(200, 'POST', '/jobs/users-exports', everybody)),
      );
      await Promise.all([1, 2, 3].map(() => work()));
      for (const { id } of jobs) {
        const job = await place.expectStatus(200, 'GET', `/jobs/${id}`);
        expect(ids((await fetchFile(job.location)).text).length).toBe(crowd + people.length);
      }
    });

    test('a limit is kept to the user, over several parts', async () => {
      expect(ids((await exportUsers({ ...everybody, limit: 401 })).text).length).toBe(401);
    });

    test('an export that cannot be made is tried again, then failed with the reason and without a file', async () => {
      const { db } = place.broker.app.tenant.store;
      await insertUser(db, 'oidc|zz|broken', { profile: {}, at: 0, ip: undefined });
      await db.updateTable('users').set({ profile: '{' }).where('user_id', '=', 'oidc|zz|broken').execute();
      const { id } = await place.expectStatus(200, 'POST', '/jobs/users-exports', everybody);
      // The first gets on, as far as the one who cannot be read; five more do not.
      for (let attempt = 0; attempt < 6; attempt += 1) {
        expect((await place.expectStatus(200, 'GET', `/jobs/${id}`)).status).not.toBe('failed');
        await expect(work()).rejects.toThrow();
        place.broker.clock.advance(5_000);
      }
      const job = await place.expectStatus(200, 'GET', `/jobs/${id}`);
      expect(job).toMatchObject({ status: 'failed', status_details: expect.any(String) });
      expect(job).not.toHaveProperty('location');
      expect(await place.expectStatus(200, 'GET', `/jobs/${id}/errors`)).toMatchObject({
        status: 'failed',
        status_details: job.status_details,
      });
      expect(await db.selectFrom('job_parts').selectAll().where('job_id', '=', String(id)).execute()).toEqual([]);
      await db.deleteFrom('users').where('user_id', '=', 'oidc|zz|broken').execute();
    });
  });

  test("a day later the file is erased and the job is not known any more; at rest nobody's name can be read", async () => {
    const { db } = place.broker.app.tenant.store;
    const { job, text } = await exportUsers({ fields: [{ name: 'email' }] });
    expect(text).toContain('vera');
    const parts = await db.selectFrom('job_parts').selectAll().where('job_id', '=', String(job.id)).execute();
    expect(parts.length).toBeGreaterThan(0);
    for (const { sealed } of parts) expect(Buffer.from(sealed).toString('latin1')).not.toContain('vera');
    place.broker.clock.advance(86_400_001);
    expect(await findJob(db, String(job.id), place.broker.clock.now())).toBeUndefined();
    await removeExpiredRows(db, place.broker.clock.now());
    expect(await db.selectFrom('jobs').selectAll().execute()).toEqual([]);
    expect(await db.selectFrom('job_parts').selectAll().execute()).toEqual([]);
  });
});
