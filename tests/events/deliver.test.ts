import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { removeOldEvents } from '../../src/events/index.ts';
import { databaseKinds, getManagementToken, readManagement } from '../broker/index.ts';
import { answerWith, dropConnection, verifyMessage } from './receiver.ts';
import { encodedSecret, eventOf, plainSecret, startWorld, typesOf, type World } from './set-up.ts';

const hour = 3_600_000;
const path = '/hooks/path-MARKER-8d2e';

describe.each(databaseKinds)('webhooks are told what happens to grants, on %s', (database) => {
  let world: World;

  beforeAll(async () => {
    world = await startWorld(database);
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    // What the test before left undelivered is given up.
    await world.useWebhooks([]);
    await world.deliver();
    world.reset();
    await world.useWebhooks([{ url: world.receiver.url + path, secret: plainSecret }]);
  });

  test('a grant breaks and recovers by a sign-in: two signed messages that say so', async () => {
    const user = await world.newUser();
    await world.breakGrant(user);
    await world.deliver();
    await world.recover(user);
    await world.deliver();
    const { received } = world.receiver;
    expect(typesOf(received)).toEqual(['idp_grant.broken', 'idp_grant.recovered']);
    const [broken, recovered] = received.map(eventOf);
    expect(broken?.data).toEqual({
      user_id: user,
      connection: 'con1',
      provider: 'oidc',
      identity_user_id: user.replace('oidc|', ''),
      state: 'needs_reauthorization',
      reason: 'invalid_grant',
      scopes: {
        requested: ['openid', 'profile', 'email'],
        granted: expect.arrayContaining(['openid', 'profile', 'email']),
        missing: [],
      },
    });
    expect(recovered?.data).toMatchObject({ user_id: user, state: 'active' });
    expect(recovered?.data).not.toHaveProperty('reason');
    expect(Math.abs(Date.parse(String(broken?.timestamp)) - world.broker.clock.now())).toBeLessThan(30_000);
    for (const message of received) {
      expect(message.headers).toMatchObject({
        'content-type': 'application/json',
        'webhook-id': eventOf(message).id,
        'webhook-signature': expect.stringMatching(/^v1,[A-Za-z0-9+/]{43}=$/),
      });
      expect(Math.abs(Number(message.headers['webhook-timestamp']) - world.broker.clock.now() / 1000)).toBeLessThan(30);
      expect(await verifyMessage(message, plainSecret)).toBe(true);
      expect(await verifyMessage(message, `${plainSecret}.`)).toBe(false);
      expect(await verifyMessage({ ...message, body: message.body.replace('con1', 'con2') }, plainSecret)).toBe(false);
    }
  });

  test('a secret with whsec_ in front is a key in base64, as the specification says', async () => {
    await world.useWebhooks([{ url: world.receiver.url, secret: encodedSecret }]);
    await world.breakGrant(await world.newUser());
    await world.deliver();
    expect(world.receiver.received).toHaveLength(1);
    expect(await verifyMessage(world.receiver.received[0]!, encodedSecret)).toBe(true);
  });

  test('a failure at the IdP that passes is no event, nor is a sign-in of somebody whose grant is well', async () => {
    const user = await world.newUser();
    world.broker.clock.advance(700_000);
    world.idp.behave({ faults: { token: { kind: 'answer', status: 503 } } });
    await world.read(user);
    world.idp.behave({ faults: {} });
    await world.recover(user);
    await world.deliver();
    expect(world.receiver.received).toEqual([]);
  });

  test('in order for each user: a later event waits until the earlier one is through, and other users do not', async () => {
    const [first, second] = [await world.newUser(), await world.newUser()];
    await world.breakGrant(second);
    await world.deliver();
    world.receiver.react((message, response) =>
      answerWith(eventOf(message).data.user_id === first ? 500 : 200)(message, response),
    );
    await world.breakGrant(first);
    await world.deliver();
    await world.recover(first);
    await world.recover(second);
    await world.deliver();
    const told = (user: string) => typesOf(world.receiver.received, user);
    expect(told(first)).toEqual(['idp_grant.broken']);
    expect(told(second)).toEqual(['idp_grant.broken', 'idp_grant.recovered']);
    world.broker.clock.advance(10_000);
    await world.deliver();
    expect(told(first)).toEqual(['idp_grant.broken', 'idp_grant.broken']);
    world.receiver.reset();
    world.broker.clock.advance(60_000);
    await world.deliver();
    expect(told(first)).toEqual(['idp_grant.broken', 'idp_grant.recovered']);
  });

  test('at least once: whoever read the message and was cut off is told again, the same to the byte', async () => {
    const user = await world.newUser();
    world.receiver.react(dropConnection);
    await world.breakGrant(user);
    await world.deliver();
    world.receiver.react(answerWith(200));
    world.broker.clock.advance(10_000);
    await world.deliver();
    await world.deliver();
    const { received } = world.receiver;
    expect(received).toHaveLength(2);
    expect(received[1]?.body).toBe(received[0]?.body);
    expect(received[1]?.headers['webhook-id']).toBe(received[0]?.headers['webhook-id']);
    expect(Number(received[1]?.headers['webhook-timestamp'])).toBeGreaterThan(
      Number(received[0]?.headers['webhook-timestamp']),
    );
    expect(await verifyMessage(received[1]!, plainSecret)).toBe(true);
  });

  test('a redirect is a failure and is not followed', async () => {
    const user = await world.newUser();
    world.receiver.react(answerWith(307, { location: `${world.receiver.url}/elsewhere` }));
    await world.breakGrant(user);
    await world.deliver();
    expect(world.receiver.received.map((message) => message.path)).toEqual([path]);
    const [event] = (await world.listEvents('?state=pending')).body.events;
    expect(event?.deliveries).toMatchObject([{ state: 'pending', outcome: 'status_307', attempts: 1 }]);
  });

  test('Retry-After is heeded', async () => {
    world.receiver.react(answerWith(429, { 'retry-after': '600' }));
    await world.breakGrant(await world.newUser());
    await world.deliver();
    world.broker.clock.advance(599_000);
    await world.deliver();
    expect(world.receiver.received).toHaveLength(1);
    world.broker.clock.advance(1_000);
    await world.deliver();
    expect(world.receiver.received).toHaveLength(2);
  });

  test('an event is given up after a day, which one can see, and the next one has its turn', async () => {
    const user = await world.newUser();
    world.receiver.react((message, response) =>
      answerWith(eventOf(message).type === 'idp_grant.broken' ? 500 : 200)(message, response),
    );
    await world.breakGrant(user);
    await world.deliver();
    await world.recover(user);
    const began = world.broker.clock.now();
    while (!typesOf(world.receiver.received, user).includes('idp_grant.recovered')) {
      world.broker.clock.advance(hour / 6);
      await world.deliver();
      expect(world.broker.clock.now() - began).toBeLessThan(48 * hour);
    }
    expect(world.broker.clock.now() - began).toBeGreaterThan(20 * hour);
    expect(typesOf(world.receiver.received, user).filter((type) => type === 'idp_grant.broken')).toHaveLength(11);
    const [event] = (await world.listEvents('?state=given_up')).body.events;
    expect(event).toMatchObject({ type: 'idp_grant.broken', data: { user_id: user } });
    expect(event?.deliveries).toMatchObject([{ state: 'given_up', attempts: 11, outcome: 'status_500' }]);
    expect(world.broker.logged()).toContain('a webhook could not be told of an event for a day');
  });

  test('a webhook hears only what it asked for, and one that fails holds up no other', async () => {
    const { url } = world.receiver;
    await world.useWebhooks([
      { url: `${url}/all`, secret: plainSecret },
      { url: `${url}/recovered`, secret: plainSecret, events: ['idp_grant.recovered'] },
      { url: `${url}/failing`, secret: plainSecret },
    ]);
    world.receiver.react((message, response) => answerWith(message.path === '/failing' ? 503 : 200)(message, response));
    const user = await world.newUser();
    await world.breakGrant(user);
    await world.deliver();
    await world.recover(user);
    await world.deliver();
    const of = (wanted: string) => typesOf(world.receiver.received.filter((message) => message.path === wanted));
    expect(of('/all')).toEqual(['idp_grant.broken', 'idp_grant.recovered']);
    expect(of('/recovered')).toEqual(['idp_grant.recovered']);
    expect(of('/failing')).toEqual(['idp_grant.broken']);
  });

  test('what a webhook was not told when it is taken away is given up', async () => {
    world.receiver.react(answerWith(500));
    const user = await world.newUser();
    await world.breakGrant(user);
    await world.deliver();
    await world.useWebhooks([]);
    world.receiver.reset();
    world.broker.clock.advance(hour);
    await world.deliver();
    expect(world.receiver.received).toEqual([]);
    const [event] = (await world.listEvents()).body.events;
    expect(event?.data.user_id).toBe(user);
    expect(event?.deliveries).toMatchObject([{ state: 'given_up', outcome: 'webhook_removed' }]);
    expect(event?.deliveries[0]).not.toHaveProperty('webhook');
  });

  test('without a webhook events are written down all the same', async () => {
    await world.useWebhooks([]);
    const user = await world.newUser();
    await world.breakGrant(user);
    const [event] = (await world.listEvents()).body.events;
    expect(event).toMatchObject({ type: 'idp_grant.broken', data: { user_id: user }, deliveries: [] });
  });

  test('what is rolled back was never an event', async () => {
    const user = await world.newUser();
    const { app } = world.broker;
    const before = (await world.listEvents()).body.events.length;
    const row = await app.tenant.store.db
      .selectFrom('identities')
      .select('identity_id')
      .where('user_id', '=', user)
      .executeTakeFirstOrThrow();
    const work = app.tenant.store.transaction(async (db) => {
      await app.vault.onHealthChange(db, { kind: 'broken', identityId: row.identity_id, reason: 'test' });
      throw new Error('rolled back');
    });
    await expect(work).rejects.toThrow('rolled back');
    await world.deliver();
    expect(world.receiver.received).toEqual([]);
    expect((await world.listEvents()).body.events).toHaveLength(before);
  });

  test('events can be listed with read:logs alone: paged, the newest first, without the secret parts of addresses', async () => {
    for (let count = 0; count < 3; count += 1) {
      await world.breakGrant(await world.newUser());
    }
    await world.deliver();
    const first = (await world.listEvents('?take=2')).body;
    expect(first.events).toHaveLength(2);
    expect(first.next).toBe(first.events[1]?.id);
    const second = (await world.listEvents(`?take=2&from=${first.next}`)).body;
    const times = [...first.events, ...second.events].map(({ timestamp }) => timestamp);
    expect(times).toEqual(times.toSorted().reverse());
    expect(new Set([...first.events, ...second.events].map(({ id }) => id)).size).toBe(4);
    expect(first.events[0]?.deliveries).toMatchObject([
      { state: 'delivered', attempts: 1, outcome: 'status_204', webhook: world.receiver.url },
    ]);
    expect(JSON.stringify(first)).not.toContain('MARKER');

    const token = await getManagementToken(world.broker, 'read:users read:user_idp_tokens');
    expect((await readManagement(world.broker, '/idp-grant-events', token)).status).toBe(403);
    expect((await world.listEvents('?state=lost')).status).toBe(400);
    expect((await world.listEvents('?take=101')).status).toBe(400);
  });

  test('events are forgotten after a month', async () => {
    await world.breakGrant(await world.newUser());
    await world.deliver();
    expect((await world.listEvents()).body.events.length).toBeGreaterThan(0);
    world.broker.clock.advance(31 * 24 * hour);
    await removeOldEvents(world.broker.app.tenant);
    expect((await world.listEvents()).body.events).toEqual([]);
    const { db } = world.broker.app.tenant.store;
    expect(await db.selectFrom('webhook_deliveries').selectAll().execute()).toEqual([]);
  });
});
