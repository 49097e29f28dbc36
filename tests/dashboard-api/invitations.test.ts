import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFirstStartLink, createRecoveryLink } from '../../src/administrators/index.ts';
import { changeAdministrator, findAdministrator } from '../../src/storage/index.ts';
import { type Broker, databaseKinds } from '../broker/index.ts';
import {
  createVisitor,
  emailOf,
  idOf,
  makeAdministrator,
  makeFirstAdministrator,
  password,
  signIn,
  startDashboard,
  tokenOf,
  type Visitor,
} from './set-up.ts';

const day = 86_400_000;

describe.each(databaseKinds)('links into the dashboard on %s', (database) => {
  let broker: Broker;
  let admin: Visitor;
  const visitor = () => createVisitor(broker.url);
  const inspect = (token: string) => visitor().call('POST', '/invitations/inspect', { body: { token } });
  const accept = (token: string, name: string, more: object = {}) =>
    visitor().call('POST', '/invitations/accept', {
      body: { token, name, email: emailOf(name), password, ...more },
    });
  async function invite(body: object) {
    const answer = await admin.call('POST', '/invitations', { body });
    expect(answer.status).toBe(201);
    return { id: String(answer.body.id), token: tokenOf(String(answer.body.url)) };
  }

  beforeAll(async () => {
    broker = await startDashboard({ database });
  });
  afterAll(() => broker.close());

  test('a new start ends the link of the one before, and the first administrator ends them all', async () => {
    const { tenant } = broker.app;
    const first = (await createFirstStartLink(tenant))!;
    const second = (await createFirstStartLink(tenant))!;
    expect((await inspect(tokenOf(first.url))).status).toBe(404);
    expect((await inspect(tokenOf(second.url))).body).toMatchObject({
      kind: 'first_start',
      role: 'admin',
      tenant_name: 'Test Tenant',
    });
    admin = await makeFirstAdministrator(broker);
    expect((await inspect(tokenOf(second.url))).status).toBe(404);
    expect(await createFirstStartLink(tenant)).toBeUndefined();
  });

  test('a link works once: of many at the same moment one wins', async () => {
    const { token } = await invite({ role: 'editor' });
    const names = Array.from({ length: 6 }, (_, index) => `racer${index}`);
    const answers = await Promise.all(names.map((name) => accept(token, name)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 404, 404, 404, 404, 404]);
    const { body } = await admin.call('GET', '/administrators');
    const racers = (body as unknown as { name: string }[]).filter(({ name }) => name.startsWith('racer'));
    expect(racers).toHaveLength(1);
    expect((await accept(token, 'late')).body.errorCode).toBe('inexistent_invitation');
  });

  test('it gives the role that it was made with, and no other', async () => {
    const { token } = await invite({ role: 'support' });
    const { body, status } = await accept(token, 'sue', { role: 'admin' });
    expect([status, body.errorCode]).toEqual([400, 'invalid_body']);
    expect((await accept(token, 'sue')).body).toMatchObject({ administrator: { role: 'support' } });
  });

  test('one for an address is for that address alone, in whichever case', async () => {
    const { token } = await invite({ role: 'viewer', email: 'Only.Her@example.com' });
    expect((await accept(token, 'him')).status).toBe(400);
    expect((await accept(token, 'her', { email: 'only.her@EXAMPLE.com' })).status).toBe(200);
  });

  test('two accounts never share an address, and a refused link is not used up', async () => {
    const { token } = await invite({ role: 'viewer' });
    const taken = await accept(token, 'double', { email: 'ADA@example.com' });
    expect([taken.status, taken.body.errorCode]).toEqual([409, 'administrator_exists']);
    expect((await accept(token, 'double')).status).toBe(200);
    const again = await admin.call('POST', '/invitations', { body: { role: 'viewer', email: emailOf('ada') } });
    expect(again.status).toBe(409);
  });

  test.each([
    ['too short', 'elevenchars'],
    ['too long', 'x'.repeat(257)],
  ])('a password that is %s is refused, and the link stays good', async (_, bad) => {
    const { token } = await invite({ role: 'viewer' });
    expect((await accept(token, 'weak', { password: bad })).status).toBe(400);
    expect((await inspect(token)).status).toBe(200);
  });

  test('it ends after a week, is listed until then without its token, and can be taken back', async () => {
    const { id, token } = await invite({ role: 'viewer' });
    const listed = await admin.call('GET', '/invitations');
    expect(listed.text).not.toContain(token);
    expect(listed.body).toEqual(
      expect.arrayContaining([expect.objectContaining({ id, role: 'viewer', created_by: 'ada' })]),
    );
    expect((await admin.call('DELETE', `/invitations/${id}`)).status).toBe(204);
    expect((await inspect(token)).status).toBe(404);
    const other = await invite({ role: 'viewer' });
    broker.clock.advance(7 * day);
    expect((await accept(other.token, 'tardy')).status).toBe(404);
    await signIn(admin, 'ada');
  });

  test('whoever loses rights has invitations taken back', async () => {
    const second = await makeAdministrator(admin, broker, 'admin', 'second');
    const { body } = await second.call('POST', '/invitations', { body: { role: 'admin' } });
    await admin.call('PATCH', `/administrators/${await idOf(second)}`, { body: { role: 'editor' } });
    expect((await inspect(tokenOf(String(body.url)))).status).toBe(404);
  });

  test('the last admin can neither be removed, blocked nor demoted, also when two do it to each other', async () => {
    const own = `/administrators/${await idOf(admin)}`;
    for (const [method, body] of [
      ['DELETE', undefined],
      ['PATCH', { blocked: true }],
      ['PATCH', { role: 'editor' }],
    ] as const) {
      const { status, body: refusal } = await admin.call(method, own, { body });
      expect([status, refusal.errorCode]).toEqual([409, 'last_administrator']);
    }
    for (let round = 0; round < 3; round += 1) {
      const rival = await makeAdministrator(admin, broker, 'admin', `rival${round}`);
      const theirs = `/administrators/${await idOf(rival)}`;
      const [one, other] = await Promise.all([
        admin.call('PATCH', theirs, { body: { role: 'viewer' } }),
        rival.call('PATCH', own, { body: { role: 'viewer' } }),
      ]);
      expect([one.status, other.status].filter((status) => status === 200)).toHaveLength(1);
      if (one.status !== 200) {
        await rival.call('PATCH', own, { body: { role: 'admin' } });
        await signIn(admin, 'ada');
        await admin.call('DELETE', theirs);
      }
    }
  });

  test('a link of the command line opens an account that is locked out, and what opened it before opens it no more', async () => {
    const { tenant } = broker.app;
    const locked = await makeAdministrator(admin, broker, 'editor', 'locked');
    expect((await locked.call('GET', '/session')).body.state).toBe('signed_in');
    const { url } = await createRecoveryLink(tenant, 'Locked@example.com');
    expect((await inspect(tokenOf(url))).body).toMatchObject({ kind: 'recovery', role: 'editor' });
    const renewed = { email: emailOf('locked'), password: 'a password of today' };
    expect((await accept(tokenOf(url), 'locked', renewed)).body).toMatchObject({ administrator: { role: 'editor' } });
    expect((await locked.call('GET', '/session')).body.state).toBe('signed_out');
    expect((await signIn(visitor(), 'locked')).status).toBe(403);
    expect((await signIn(visitor(), 'locked', renewed.password)).status).toBe(200);
    await expect(createRecoveryLink(tenant, 'nobody@example.com')).rejects.toThrow('does not exist');
    const { kind, role } = await createRecoveryLink(tenant);
    expect({ kind, role }).toEqual({ kind: 'invitation', role: 'admin' });
  });

  test.each([
    ['blocked', 'PATCH', { blocked: true }],
    ['demoted', 'PATCH', { role: 'viewer' }],
    ['removed', 'DELETE', undefined],
  ] as const)('whoever is %s keeps no link to the own address', async (what, method, body) => {
    // Made while nobody had the address, and left over.
    const spare = await invite({ role: 'admin', email: `${what.toUpperCase()}@example.com` });
    const person = await makeAdministrator(admin, broker, 'admin', what);
    const { url } = await createRecoveryLink(broker.app.tenant, emailOf(what));
    const foreign = await invite({ role: 'viewer', email: 'somebody-else@example.com' });
    for (const token of [spare.token, tokenOf(url), foreign.token]) expect((await inspect(token)).status).toBe(200);
    const path = `/administrators/${await idOf(person)}`;
    expect((await admin.call(method, path, { body })).status).toBeLessThan(300);
    for (const token of [spare.token, tokenOf(url)]) {
      expect((await accept(token, what)).body.errorCode).toBe('inexistent_invitation');
    }
    expect((await inspect(foreign.token)).status).toBe(200);
  });

  test('no link opens a blocked account, and the command line makes none for it', async () => {
    const { tenant } = broker.app;
    const person = await makeAdministrator(admin, broker, 'editor', 'shut');
    const id = await idOf(person);
    const { url } = await createRecoveryLink(tenant, emailOf('shut'));
    // As if the block had come between the look at the link and its use.
    await changeAdministrator(tenant.store.db, id, { blocked: true }, broker.clock.now());
    const refused = await accept(tokenOf(url), 'shut', { password: 'another long password' });
    expect([refused.status, refused.body.errorCode]).toEqual([403, 'administrator_blocked']);
    expect((await findAdministrator(tenant.store.db, { administratorId: id }))?.blocked).toBe(true);
    await expect(createRecoveryLink(tenant, emailOf('shut'))).rejects.toThrow('This account is blocked');
    await admin.call('PATCH', `/administrators/${id}`, { body: { blocked: false } });
    expect((await signIn(visitor(), 'shut')).status).toBe(200);
  });

  test('no token of a link is in a table or in the log', async () => {
    const { token } = await invite({ role: 'viewer' });
    await accept(token, 'logged');
    await broker.app.tenantLog.flush();
    const { db } = broker.app.tenant.store;
    const rows = [
      await db.selectFrom('administrator_invitations').selectAll().execute(),
      await db.selectFrom('tenant_logs').selectAll().execute(),
    ];
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(broker.logged()).not.toContain(token);
  });
});
