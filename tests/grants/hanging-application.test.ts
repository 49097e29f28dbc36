import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { authorizeUrl, configure, databaseKinds, getTokens, other, web } from '../broker/index.ts';
import { answerWith, type Receiver, startReceiver } from '../events/receiver.ts';
import { startWorld, type World } from './set-up.ts';

describe.each(databaseKinds)('an application that does not answer to back-channel logout, on %s', (database) => {
  let world: World;
  let receiver: Receiver;
  beforeAll(async () => {
    world = await startWorld(database);
    receiver = await startReceiver();
    const clients = [web.id, other.id].map((id) => ({
      ...{ name: id, client_id: id },
      oidc_logout: { backchannel_logout_urls: [`${receiver.url}/${id}`] },
    }));
    await configure(world.broker.app, JSON.stringify({ clients }));
  });
  afterAll(async () => {
    await world.close();
    await receiver.close();
  });

  const deliver = () => world.broker.app.logoutDelivery.run();
  const countTold = (id: string) => receiver.received.filter(({ path }) => path === `/${id}`).length;
  const waiting = () => world.broker.app.tenant.store.db.selectFrom('logout_notices').selectAll().execute();
  async function leave(user: string, visits: readonly string[]) {
    const browser = await world.signedIn(user);
    if (visits.includes(web.id)) await getTokens(world.broker, {}, browser);
    if (visits.includes(other.id)) {
      const more = { client_id: other.id, redirect_uri: other.callback };
      await world.follow(browser, authorizeUrl(world.broker, more));
    }
    await browser.get(`${world.broker.url}/v2/logout`);
  }

  test('AS-50: another is told at once, however much waits for the one; which is called a few times, and then left alone', async () => {
    const heard = Promise.withResolvers<void>();
    receiver.react((message, response) => {
      if (message.path === `/${web.id}`) return;
      answerWith(200)(message, response);
      heard.resolve();
    });
    for (let person = 0; person < 8; person += 1) await leave(`web-only-${person}`, [web.id]);
    const round = deliver();
    await leave('both', [web.id, other.id]);
    const began = performance.now();
    await heard.promise;
    expect(performance.now() - began).toBeLessThan(3_000);
    await round;
    expect(countTold(web.id)).toBeLessThanOrEqual(5);
    const called = countTold(web.id);
    expect((await waiting()).map(({ client_id }) => client_id)).toEqual(Array(9).fill(web.id));
    await deliver();
    world.clock.advance(20_000);
    await deliver();
    expect(countTold(web.id)).toBe(called);
    // What was not tried has not used up an attempt.
    expect((await waiting()).reduce((sum, { attempts }) => sum + attempts, 0)).toBe(called);
    receiver.react(answerWith(200));
    world.clock.advance(20_000);
    await deliver();
    world.clock.advance(60_000);
    await deliver();
    expect(countTold(web.id)).toBe(called + 9);
    expect(await waiting()).toEqual([]);
  }, 30_000);

  test('AS-50: what could not be told within an hour is given up, and noted', async () => {
    receiver.reset();
    const notice = { notice_id: 'old', client_id: web.id, user_id: 'u', sid: 's', initiator: 'rp-logout', attempts: 0 };
    const then = world.clock.now() - 3_600_001;
    const { db } = world.broker.app.tenant.store;
    await db
      .insertInto('logout_notices')
      .values({ ...notice, created_at: then, next_attempt_at: then })
      .execute();
    await deliver();
    expect(receiver.received).toEqual([]);
    expect(await waiting()).toEqual([]);
    expect(world.broker.logged()).toContain('"outcome":"too_late"');
  });
});
