import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applyTenantFile, formatProblem, readTenantFile } from '../../src/tenant/index.ts';
import { type Broker, databaseKinds, startBroker, tenantFile } from '../broker/index.ts';
import { answerWith } from './receiver.ts';
import { plainSecret, startWorld, type World, webhooksFile } from './set-up.ts';

describe.each(databaseKinds)('what webhooks are told and where they are, on %s', (database) => {
  let world: World;
  let strict: Broker | undefined;

  beforeAll(async () => {
    world = await startWorld(database);
  });
  afterAll(async () => {
    await strict?.close();
    await world.close();
  });

  test('T-H10: no token of an IdP, of ours or of a client is in a message, the tables of events, their list or the log', async () => {
    const { broker, idp, receiver } = world;
    await world.useWebhooks([{ url: receiver.url, secret: plainSecret }]);
    const user = await world.newUser();
    await world.breakGrant(user);
    await world.deliver();
    await world.recover(user);
    await world.deliver();
    receiver.react(answerWith(500));
    await world.breakGrant(user);
    await world.deliver();
    const { db } = broker.app.tenant.store;
    const places = {
      messages: receiver.received,
      events: await db.selectFrom('grant_events').selectAll().execute(),
      deliveries: await db.selectFrom('webhook_deliveries').selectAll().execute(),
      queues: await db.selectFrom('webhook_queues').selectAll().execute(),
      list: (await world.listEvents()).body,
      log: broker.logged(),
    };
    expect(places.events).toHaveLength(3);
    expect(receiver.received).toHaveLength(3);
    // The refresh tokens that the IdP was shown tell what its tokens look like.
    const shown = idp.log.flatMap(({ params }) => [params.refresh_token ?? '', params.code ?? '']).filter(Boolean);
    expect(shown.length).toBeGreaterThan(2);
    for (const [place, value] of Object.entries(places)) {
      const text = JSON.stringify(value);
      for (const token of shown) expect([place, text.includes(token)]).toEqual([place, false]);
      expect([place, /\b(at|rt)_[A-Za-z0-9]{8,}|eyJ[A-Za-z0-9_-]{20,}/.exec(text)?.[0]]).toEqual([place, undefined]);
      expect([place, text.includes(plainSecret)]).toEqual([place, false]);
    }
    for (const { body } of receiver.received) {
      expect(Object.keys(JSON.parse(body).data).toSorted()).toEqual(
        expect.arrayContaining(['connection', 'identity_user_id', 'provider', 'scopes', 'state', 'user_id']),
      );
    }
  });

  test.each([
    'http://127.0.0.1:8080/hook',
    'https://localhost/hook',
    'https://10.1.2.3/hook',
    'https://169.254.169.254/latest/meta-data',
    'https://[::1]/hook',
    'https://0x7f000001/hook',
    'https://metadata.google.internal/',
    'http://hooks.example.com/plain',
    'https://user:pass@hooks.example.com/',
    'file:///etc/passwd',
    'not an address',
  ])('T-H01: %s is refused when it is saved', async (url) => {
    const { plan, problems } = readTenantFile(webhooksFile([{ url, secret: plainSecret }]), {});
    const { app } = await strictBroker();
    const result =
      plan && (await applyTenantFile(app.tenant, plan, { checkUrl: (address) => app.egress.checkUrl(address) }));
    const all = [...problems, ...(result?.problems ?? [])].map(formatProblem);
    expect(all).toHaveLength(1);
    expect(all[0]).toContain('tenant.idp_tokens.webhooks[0].url');
    expect(await app.tenant.store.db.selectFrom('webhooks').selectAll().execute()).toEqual([]);
  });

  async function strictBroker(): Promise<Broker> {
    strict ??= await startBroker({ database, tenant: tenantFile('[]'), config: { allowPrivateIdps: false } });
    return strict;
  }
  test('T-H01: one that is private is not called, however it came into the database', async () => {
    const { broker, receiver } = world;
    await world.useWebhooks([{ url: receiver.url, secret: plainSecret }]);
    receiver.react(answerWith(500));
    await world.breakGrant(await world.newUser());
    await world.deliver();
    receiver.reset();
    const { config, clock } = broker;
    await broker.stop();
    // The same database, now with private addresses closed.
    const closed = await startBroker({
      databaseUrl: config.databaseUrl,
      keyring: config.keyring,
      clock,
      tenant: '{}',
      config: { allowPrivateIdps: false },
    });
    try {
      clock.advance(3_600_000);
      await closed.app.eventDelivery.run();
      expect(receiver.received).toEqual([]);
      const outcomes = await closed.app.tenant.store.db
        .selectFrom('webhook_deliveries')
        .select('outcome')
        .where('state', '=', 'pending')
        .execute();
      expect(outcomes).toContainEqual({ outcome: 'address_refused' });
    } finally {
      await closed.close();
    }
  });
});
