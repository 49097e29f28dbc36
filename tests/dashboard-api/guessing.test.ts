import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createPasswordHasher } from '../../src/administrators/passwords/password-hasher.ts';
import { createHasher, createTurns } from '../../src/base/index.ts';
import { type Broker, databaseKinds } from '../broker/index.ts';
import {
  createVisitor,
  emailOf,
  makeAdministrator,
  makeFirstAdministrator,
  password,
  signIn,
  startDashboard,
  startNode,
  type Visitor,
} from './set-up.ts';

let broker: Broker;
let node: Broker;
let admin: Visitor;
const quarter = 15 * 60_000;

beforeAll(async () => {
  broker = await startDashboard({
    database: databaseKinds.at(-1)!,
    tenant: JSON.stringify({ tenant: { limits: { enabled: false } } }),
    config: { trustProxy: 1 },
  });
  admin = await makeFirstAdministrator(broker);
  node = await startNode(broker);
});
afterAll(async () => {
  await node.close();
  await broker.close();
});

const from = (address: string) => ({ 'x-forwarded-for': address });

test('an account that is not there, has no password or is blocked is refused like a wrong password', async () => {
  const blocked = await makeAdministrator(admin, broker, 'viewer', 'blocked');
  const { body } = await blocked.call('GET', '/session');
  const path = `/administrators/${(body.administrator as { id: string }).id}`;
  await admin.call('PATCH', path, { body: { blocked: true } });
  const { db } = broker.app.tenant.store;
  await makeAdministrator(admin, broker, 'viewer', 'keyless');
  await db.updateTable('administrators').set({ password_hash: null }).where('email', '=', emailOf('keyless')).execute();
  const wrong = await signIn(createVisitor(broker.url), 'ada', 'not the password');
  for (const name of ['nobody', 'blocked', 'keyless']) {
    const answer = await signIn(createVisitor(broker.url), name);
    expect([answer.status, answer.text]).toEqual([wrong.status, wrong.text]);
  }
});

test('the same work is done for an account that is there and for one that is not', async () => {
  const hash = createHasher(Buffer.alloc(32, 7));
  const seen = vi.fn(hash);
  const hasher = createPasswordHasher(seen);
  const stored = await hasher.hash(password);
  const timeOf = async (value: string | null | undefined) => {
    const began = performance.now();
    expect(await hasher.verify('not the password', value)).toBe(false);
    return performance.now() - began;
  };
  seen.mockClear();
  const times: Record<'known' | 'unknown', number[]> = { known: [], unknown: [] };
  for (let round = 0; round < 5; round += 1) {
    times.known.push(await timeOf(stored));
    times.unknown.push(await timeOf(round % 2 ? null : undefined));
  }
  expect(seen).toHaveBeenCalledTimes(10);
  // The quickest of each: what the machine does beside only makes a run slower.
  const ratio = Math.min(...times.known) / Math.min(...times.unknown);
  expect(ratio).toBeGreaterThan(1 / 3);
  expect(ratio).toBeLessThan(3);
  expect(await hasher.verify(password, stored)).toBe(true);
  expect(await createPasswordHasher(createHasher(Buffer.alloc(32, 8))).verify(password, stored)).toBe(false);
});

test('whoever guesses one account from one address has ten tries in a quarter of an hour, over all nodes', async () => {
  await makeAdministrator(admin, broker, 'viewer', 'victim');
  const answers: number[] = [];
  for (let index = 0; index < 12; index += 1) {
    const visitor = createVisitor(index % 2 ? broker.url : node.url);
    answers.push((await signIn(visitor, 'victim', `guess number ${index}`, from('203.0.113.7'))).status);
  }
  expect(answers).toEqual([...Array.from({ length: 10 }, () => 403), 429, 429]);
  const right = await signIn(createVisitor(broker.url), 'victim', password, from('203.0.113.7'));
  expect(right.status).toBe(429);
  expect(Number(right.headers['retry-after'])).toBeGreaterThan(0);
  // The owner is elsewhere, and is let in.
  expect((await signIn(createVisitor(broker.url), 'victim', password, from('198.51.100.1'))).status).toBe(200);
  broker.clock.advance(quarter);
  expect((await signIn(createVisitor(broker.url), 'victim', password, from('203.0.113.7'))).status).toBe(200);
});

test('whoever tries one password at many accounts is stopped by address, a whole IPv6 network as one', async () => {
  const statuses: number[] = [];
  for (let index = 0; index < 62; index += 1) {
    const visitor = createVisitor(broker.url);
    statuses.push((await signIn(visitor, `sprayed${index}`, password, from(`2001:db8:1:2::${index}`))).status);
  }
  expect(statuses.filter((status) => status === 403)).toHaveLength(60);
  expect(statuses.slice(60)).toEqual([429, 429]);
});

test('no more passwords are hashed at once than there is room for, and who comes too late is told', async () => {
  const turns = createTurns(2, 3);
  let running = 0;
  let most = 0;
  const gate = Promise.withResolvers<void>();
  const work = async () => {
    running += 1;
    most = Math.max(most, running);
    await gate.promise;
    running -= 1;
  };
  const all = Array.from({ length: 5 }, () => turns.take('one', work));
  await expect(turns.take('one', work)).rejects.toMatchObject({ code: 'temporarily_unavailable' });
  gate.resolve();
  await Promise.all(all);
  expect(most).toBe(2);
  await turns.take('one', work);
});
