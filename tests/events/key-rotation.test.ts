import { afterEach, describe, expect, test } from 'vitest';
import { openStore } from '../../src/storage/index.ts';
import { retireKey } from '../../src/vault/index.ts';
import { databaseKinds, startBroker } from '../broker/index.ts';
import { newKey, ringOf, rotate } from '../keys/set-up.ts';
import { answerWith, verifyMessage } from './receiver.ts';
import { plainSecret, startWorld, type World } from './set-up.ts';

describe.each(databaseKinds)('webhooks and keys, on %s', (database) => {
  let world: World | undefined;
  afterEach(() => world?.close());

  test('V-09: after rotation messages are signed with the same secret, which the old key does not open any more', async () => {
    const [old, fresh] = [newKey(), newKey()];
    world = await startWorld(database, { keyring: ringOf(old, fresh) });
    const { receiver, broker } = world;
    const { databaseUrl, issuer } = broker.config;
    await world.useWebhooks([{ url: receiver.url, secret: plainSecret }]);
    receiver.react(answerWith(500));
    await world.breakGrant(await world.newUser());
    await world.deliver();
    await broker.stop();

    expect(await rotate(databaseUrl, [old, fresh])).toMatchObject({ keyId: fresh.id, damaged: [] });
    const store = await openStore({ url: databaseUrl });
    await retireKey(store, broker.clock, old.id);
    await store.close();
    receiver.reset();
    broker.clock.advance(60_000);
    const alone = await startBroker({
      databaseUrl,
      keyring: ringOf(fresh),
      clock: broker.clock,
      config: { issuer },
      tenant: '{}',
    });
    await alone.app.eventDelivery.run();
    expect(receiver.received).toHaveLength(1);
    expect(await verifyMessage(receiver.received[0]!, plainSecret)).toBe(true);
    await alone.close();
  });
});
