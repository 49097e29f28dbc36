import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { applyTenantFile, readSettings, readTenantFile } from '../../src/tenant/index.ts';
import { databaseKinds } from '../broker/index.ts';
import { verifyMessage } from './receiver.ts';
import { encodedSecret, plainSecret, startWorld, type WebhookEntry, type World, webhooksFile } from './set-up.ts';

describe.each(databaseKinds)('webhooks in the tenant file, on %s', (database) => {
  let world: World;

  beforeAll(async () => {
    world = await startWorld(database);
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    await world.useWebhooks([]);
    world.reset();
  });

  /** Every problem of a file, and what it changed. */
  async function apply(text: string) {
    const { app } = world.broker;
    const { plan, problems } = readTenantFile(text, {});
    const result = plan && (await applyTenantFile(app.tenant, plan, { checkUrl: (url) => app.egress.checkUrl(url) }));
    return {
      changes: result?.changes.map(({ section, name }) => `${section} ${name}`) ?? [],
      problems: [...problems, ...(result?.problems ?? [])].map(({ path, text: words }) => `${path}: ${words}`),
    };
  }
  const applyWebhooks = (webhooks: readonly WebhookEntry[]) => apply(webhooksFile(webhooks));

  async function toldWith(): Promise<string | undefined> {
    await world.breakGrant(await world.newUser());
    await world.deliver();
    const message = world.receiver.received.at(-1);
    for (const secret of [plainSecret, encodedSecret]) {
      if (message && (await verifyMessage(message, secret))) return secret;
    }
    return undefined;
  }

  test('V-05: their secrets are sealed, and are in no setting, row, file or log', async () => {
    const { broker, receiver } = world;
    const both = [
      { url: `${receiver.url}/a`, secret: plainSecret },
      { url: `${receiver.url}/b`, secret: encodedSecret },
    ];
    expect(await applyWebhooks(both)).toEqual({ changes: ['tenant webhooks'], problems: [] });
    await toldWith();
    const { tenant } = broker.app;
    const { db } = tenant.store;
    const kept = [
      await db.selectFrom('tenant').selectAll().execute(),
      await db.selectFrom('webhooks').selectAll().execute(),
      await db.selectFrom('grant_events').selectAll().execute(),
      await db.selectFrom('webhook_deliveries').selectAll().execute(),
      await readSettings(tenant),
      (await world.listEvents()).body,
      broker.logged(),
    ];
    const files = (database === 'sqlite' && broker.folder ? readdirSync(broker.folder) : []).map((name) =>
      readFileSync(join(broker.folder!, name)).toString('latin1'),
    );
    const all = [...kept.map((one) => JSON.stringify(one)), ...files].join('\n');
    expect(all).toContain(`${receiver.url}/a`);
    for (const secret of [plainSecret, encodedSecret, Buffer.from(encodedSecret.slice(6), 'base64').toString()]) {
      expect(all.includes(secret)).toBe(false);
    }
    const rows = await db.selectFrom('webhooks').select('secret_sealed').execute();
    for (const { secret_sealed } of rows) expect(Buffer.from(secret_sealed).includes('MARKER')).toBe(false);
  });

  test('a secret that the file leaves out stays, for an address that is known', async () => {
    const { url } = world.receiver;
    await world.useWebhooks([{ url, secret: encodedSecret }]);
    expect(await applyWebhooks([{ url, events: ['idp_grant.broken'] }])).toMatchObject({ problems: [] });
    expect(await toldWith()).toBe(encodedSecret);
    expect((await applyWebhooks([{ url: `${url}/new` }])).problems).toEqual([
      'tenant.idp_tokens.webhooks[0].secret: is needed: no secret is stored for this address',
    ]);
    expect(await applyWebhooks([{ url, secret: plainSecret }])).toMatchObject({ problems: [] });
    expect(await toldWith()).toBe(plainSecret);
  });

  test('applied again, nothing changes; left out, they stay; an empty list takes them away', async () => {
    const { url } = world.receiver;
    const webhooks = [
      { url: `${url}/b`, secret: plainSecret },
      { url: `${url}/a`, secret: encodedSecret, events: ['idp_grant.broken'] },
    ];
    await world.useWebhooks(webhooks);
    expect(await applyWebhooks(webhooks.toReversed())).toEqual({ changes: [], problems: [] });
    await apply('tenant: { idp_tokens: { minimum_life: 60 } }');
    expect((await readSettings(world.broker.app.tenant)).idp_tokens).toEqual({ minimum_life: 60 });
    await world.breakGrant(await world.newUser());
    await world.deliver();
    expect(world.receiver.received.map(({ path }) => path).toSorted()).toEqual(['/a', '/b']);
    expect((await applyWebhooks([])).changes).toContain('tenant webhooks');
    await world.breakGrant(await world.newUser());
    await world.deliver();
    expect(world.receiver.received).toHaveLength(2);
  });

  test.each([
    ['a short secret', { secret: 'MARKER-short' }, 'secret'],
    ['a whsec_ secret of too few bytes', { secret: 'whsec_TUFSS0VS' }, 'secret'],
    ['a whsec_ secret that is no base64', { secret: 'whsec_MARKER-!!!-MARKER-!!!-MARKER-!!!' }, 'secret'],
    ['an unknown type of event', { events: ['idp_grant.deleted'] }, 'events[0]'],
    ['no type of event', { events: [] }, 'events'],
    ['no address', { url: '' }, 'url'],
  ])('%s is refused, and no value is repeated', async (_what, part, member) => {
    const webhook = { url: 'https://hooks.example.com/MARKER', secret: plainSecret, ...part };
    const { problems } = await applyWebhooks([webhook as WebhookEntry]);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(`tenant.idp_tokens.webhooks[0].${member}: `);
    expect(problems[0]).not.toContain('MARKER');
    expect(problems[0]).not.toContain('TUFSS0VS');
  });

  test('an address stands in the list once', async () => {
    const webhook = { url: 'https://hooks.example.com/', secret: plainSecret };
    expect((await applyWebhooks([webhook, webhook])).problems).toEqual([
      'tenant.idp_tokens.webhooks[1].url: is given twice',
    ]);
  });

  test('V-03: an address that was edited in the database gets no signature', async () => {
    const { receiver, broker } = world;
    await world.useWebhooks([{ url: `${receiver.url}/mine`, secret: plainSecret }]);
    await broker.app.tenant.store.db
      .updateTable('webhooks')
      .set({ url: `${receiver.url}/theirs` })
      .execute();
    broker.app.tenant.configuration.clear();
    await world.breakGrant(await world.newUser());
    await world.deliver();
    expect(receiver.received).toEqual([]);
    const [event] = (await world.listEvents()).body.events;
    expect(event?.deliveries).toMatchObject([{ state: 'pending', outcome: 'secret_unreadable' }]);
    await broker.app.tenant.store.db
      .updateTable('webhooks')
      .set({ url: `${receiver.url}/mine` })
      .execute();
  });
});
