import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventOf, plainSecret, startWorld, type World } from './set-up.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld('sqlite');
});
afterAll(() => world.close());

test('a receiver that does not answer within five seconds has failed, and no transaction waits for it', async () => {
  await world.useWebhooks([{ url: world.receiver.url, secret: plainSecret }]);
  world.receiver.react(() => {});
  const user = await world.newUser();
  await world.breakGrant(user);
  const began = performance.now();
  const round = world.deliver();
  // While the receiver is awaited others write, which on SQLite an open transaction would not let them.
  await world.newUser();
  expect(performance.now() - began).toBeLessThan(4_000);
  await round;
  expect(performance.now() - began).toBeGreaterThan(4_000);
  expect(performance.now() - began).toBeLessThan(8_000);
  expect(world.receiver.received.map((message) => eventOf(message).data.user_id)).toEqual([user]);
  const [event] = (await world.listEvents()).body.events;
  expect(event?.deliveries).toMatchObject([{ state: 'pending', outcome: 'unreachable', attempts: 1 }]);
}, 20_000);
