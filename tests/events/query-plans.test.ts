import { DatabaseSync } from 'node:sqlite';
import { afterAll, expect, test, vi } from 'vitest';
import { removeOldEvents } from '../../src/events/index.ts';
import { configure, oidcConnection, tenantFile } from '../broker/index.ts';
import { answerWith } from './receiver.ts';
import { plainSecret, startWorld, type World } from './set-up.ts';

let world: World | undefined;
afterAll(() => world?.close());

/** Everything that happens to events and idle grants, once. */
async function exerciseEverything({ broker, idp, receiver, ...world }: World): Promise<void> {
  await world.useWebhooks([{ url: receiver.url, secret: plainSecret }]);
  const user = await world.newUser();
  await world.breakGrant(user);
  receiver.react(answerWith(500));
  await world.deliver();
  await world.recover(user);
  receiver.react(answerWith(200));
  broker.clock.advance(60_000);
  await world.deliver();
  for (const query of ['', '?state=delivered', '?state=pending&from=evt_x&take=2', '?from=evt_x']) {
    expect((await world.listEvents(query)).status).toBe(200);
  }
  await configure(
    broker.app,
    tenantFile(oidcConnection('con1', idp, '[web]', '    idp_tokens: { keep_alive_days: 1 }\n')),
  );
  broker.clock.advance(2 * 86_400_000);
  idp.behave({ faults: { token: { kind: 'answer', status: 503, times: 1 } } });
  await broker.app.keepAlive.run();
  broker.clock.advance(86_400_000);
  await broker.app.keepAlive.run();
  await world.useWebhooks([]);
  await removeOldEvents(broker.app.tenant);
}

test('every query about events, their delivery and idle grants finds its rows by an index', async () => {
  const statements = new Set<string>();
  const { prepare } = DatabaseSync.prototype;
  const spy = vi.spyOn(DatabaseSync.prototype, 'prepare').mockImplementation(function spied(this: DatabaseSync, sql) {
    statements.add(sql);
    return prepare.call(this, sql);
  });
  try {
    world = await startWorld('sqlite');
    statements.clear();
    await exerciseEverything(world);
  } finally {
    spy.mockRestore();
  }
  const about = ['grant_events', 'webhook_deliveries', 'webhook_queues', 'idle_since'];
  const chosen = [...statements].filter((sql) => about.some((name) => sql.includes(`"${name}"`)));
  for (const name of about) expect(chosen.some((sql) => sql.includes(`"${name}"`))).toBe(true);
  expect(chosen.length).toBeGreaterThan(15);
  const database = new DatabaseSync(world.broker.config.databaseUrl.replace('sqlite:', ''), { readOnly: true });
  const plans = chosen.flatMap((sql) => {
    const steps = database.prepare(`explain query plan ${sql}`).all() as { detail: string }[];
    return steps.map(({ detail }) => ({ detail, sql }));
  });
  database.close();
  const slow = plans.filter(({ detail, sql }) => {
    const scanned = /^SCAN (\w+)/.exec(detail)?.[1];
    // The newest page is the end of the primary key. Webhooks are ten at most.
    const isPage = scanned === 'grant_events' && /order by "event_id" desc limit/.test(sql) && detail.includes('INDEX');
    return (scanned && scanned !== 'webhooks' && !isPage) || detail.includes('TEMP B-TREE');
  });
  expect(slow).toEqual([]);
  expect(plans.some(({ detail }) => detail.includes('idp_tokens_idle'))).toBe(true);
});
