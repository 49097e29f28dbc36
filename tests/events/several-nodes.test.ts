import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { createKeyEncryptionKey, createKeyring } from '../../src/base/index.ts';
import { type Courier, deliverEvents } from '../../src/events/index.ts';
import { type Broker, databaseKinds, freePort, startBroker } from '../broker/index.ts';
import { loadServer } from '../server-process/server-process.ts';
import { answerWith, verifyMessage } from './receiver.ts';
import { createFrozenClock, eventOf, plainSecret, startWorld, typesOf, type World } from './set-up.ts';

describe.each(databaseKinds)('several deliver at once, on %s', (database) => {
  let world: World | undefined;
  afterEach(async () => {
    await world?.close();
    world = undefined;
  });

  /** Another node of the same installation. */
  const sameDatabase = ({ databaseUrl, keyring, issuer }: Broker['config']) => ({
    databaseUrl,
    keyring,
    config: { issuer },
  });

  const countTold = ({ receiver }: World) => {
    const counts = new Map<string, number>();
    for (const { id } of receiver.received.map(eventOf)) counts.set(id, (counts.get(id) ?? 0) + 1);
    return counts;
  };

  test('each event is told once, and in order for each user, also while answers take their time', async () => {
    world = await startWorld(database);
    const { app, config, clock } = world.broker;
    const other =
      database === 'postgres' ? await startBroker({ ...sameDatabase(config), clock, tenant: '{}' }) : undefined;
    await world.useWebhooks([{ url: world.receiver.url, secret: plainSecret }]);
    other?.app.tenant.configuration.clear();
    const users: string[] = [];
    for (let count = 0; count < 6; count += 1) users.push(await world.newUser());
    // They all pile up first.
    world.receiver.react(answerWith(500));
    for (const user of users) await world.breakGrant(user);
    for (const user of users) await world.recover(user);
    await world.deliver();
    world.receiver.reset();
    world.receiver.react((message, response) => void setTimeout(() => answerWith(204)(message, response), 20));
    clock.advance(4 * 3_600_000);
    const courier = (one: typeof app): Courier => ({
      tenant: one.tenant,
      egress: one.egress,
      signal: new AbortController().signal,
      onGivenUp: () => {},
    });
    const nodes = other ? [app, other.app] : [app, app];
    await Promise.all([...nodes, ...nodes].map((one) => deliverEvents(courier(one))));
    // What the background work of a node has in hand is awaited too.
    await Promise.all(nodes.map((one) => one.eventDelivery.run()));
    const counts = countTold(world);
    expect(counts.size).toBe(12);
    expect([...counts.values()].every((count) => count === 1)).toBe(true);
    for (const user of users) {
      expect(typesOf(world.receiver.received, user)).toEqual(['idp_grant.broken', 'idp_grant.recovered']);
    }
    await other?.close();
  });

  test('a node that was stopped in the middle of a delivery lets go of it at once, and it is told again', async () => {
    world = await startWorld(database);
    await world.useWebhooks([{ url: world.receiver.url, secret: plainSecret }]);
    const { config, clock } = world.broker;
    const { receiver } = world;
    const arrived = new Promise<void>((resolve) => receiver.react(() => resolve()));
    await world.breakGrant(await world.newUser());
    await arrived;
    const began = performance.now();
    await world.broker.stop();
    expect(performance.now() - began).toBeLessThan(4_000);
    receiver.react(answerWith(204));
    const next = await startBroker({ ...sameDatabase(config), clock, tenant: '{}' });
    await next.app.eventDelivery.run();
    expect([...countTold(world).values()]).toEqual([2]);
    await next.close();
  });

  test('a node killed between the answer of the receiver and its note of it: told again, the same to the byte', async () => {
    const key = randomBytes(32);
    const keyring = createKeyring(createKeyEncryptionKey(key));
    // In the past, so that what is due here is due for a process with the real time.
    world = await startWorld(database, { keyring, clock: createFrozenClock(Date.now() - 7_200_000) });
    const { receiver, broker } = world;
    const { databaseUrl } = broker.config;
    const settings = { databaseUrl, key: key.toString('base64'), port: await freePort(), tenant: '{}' };
    await world.useWebhooks([{ url: receiver.url, secret: plainSecret }]);
    receiver.react(answerWith(500));
    await world.breakGrant(await world.newUser());
    await world.deliver();
    await broker.stop();

    receiver.reset();
    const arrived = new Promise<void>((resolve) => receiver.react(() => resolve()));
    const node = loadServer();
    await node.serve(settings);
    await arrived;
    await node.end();

    receiver.react(answerWith(204));
    const clock = createFrozenClock();
    const next = await startBroker({ ...sameDatabase(broker.config), clock, tenant: '{}' });
    await next.app.eventDelivery.run();
    expect(receiver.received).toHaveLength(1);
    // The lease ends: on PostgreSQL by the clock of the database, which no test can move.
    clock.advance(20_000);
    if (database === 'postgres') {
      await next.app.tenant.store.db.updateTable('webhook_queues').set({ lease_expires_at: 0 }).execute();
    }
    await next.app.eventDelivery.run();
    await next.app.eventDelivery.run();
    const [first, second, ...more] = receiver.received;
    expect(second?.body).toBe(first?.body);
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    expect(await verifyMessage(second!, plainSecret)).toBe(true);
    expect(more).toEqual([]);
    await next.close();
  });
});
