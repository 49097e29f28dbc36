import { randomBytes, randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../src/storage/index.ts';
import {
  authorizeUrl,
  type Broker,
  createBrowser,
  createDatabase,
  createEmptyDatabase,
  createVerifier,
  type DatabaseKind,
  databaseKinds,
  freePort,
  getManagementToken,
  oidcConnection,
  type Parameters,
  postToken,
  readManagement,
  spa,
  tenantFile,
  web,
  webCredentials,
} from '../broker/index.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';
import { createStandby } from '../server-process/server-process.ts';
import { findHalfRows } from './half-rows.ts';

/** How an application of the journal gets and renews its tokens. */
const applications = {
  /** Refresh tokens that stay. */
  web: { callback: web.callback, credentials: webCredentials },
  /** Rotating ones; the leeway is for answers that were lost. */
  spa: { callback: spa.callback, credentials: { client_id: spa.id } },
} as const;
type Application = keyof typeof applications;

interface Held {
  readonly application: Application;
  refreshToken: string;
}

/** What the outside was told: all of it must be true after every kill. */
interface Journal {
  /** Sign-ins that came back with a code, and those that were begun, by person. */
  readonly acknowledged: Map<string, number>;
  readonly begun: Map<string, number>;
  readonly held: Held[];
  /** Codes that nobody tried to redeem yet. */
  readonly codes: { application: Application; code: string; verifier: string }[];
  refreshes: number;
}

/** Things that were acknowledged so far. */
function countEvents({ acknowledged, refreshes }: Journal): number {
  return refreshes + [...acknowledged.values()].reduce((sum, each) => sum + each, 0);
}

const count = (map: Map<string, number>, key: string) => map.set(key, (map.get(key) ?? 0) + 1);

async function setUp(kind: DatabaseKind, create = createDatabase) {
  const folder = await mkdtemp(join(tmpdir(), 'valetkey-crash-'));
  const [database, idp, port] = await Promise.all([
    create(kind, folder),
    startTestIdp({ algorithms: ['ES256'] }),
    freePort(),
  ]);
  const standby = createStandby();
  idp.behave({ refreshTokens: 'always' });
  onTestFinished(async () => {
    await standby.close();
    await idp.close();
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  });
  const rotating = 'refresh_token: { rotation_type: rotating, expiration_type: expiring, leeway: 60 }';
  const tenant = tenantFile(oidcConnection('con1', idp))
    .replace('app_type: spa', `app_type: spa\n    ${rotating}`)
    .replace('tenant:', 'tenant:\n  idp_tokens: { refresh_tokens_as_auth0: true }');
  const settings = { databaseUrl: database.url, key: randomBytes(32).toString('base64'), port, tenant };
  const broker = { url: `http://localhost:${port}`, issuer: `http://localhost:${port}/` } as Broker;
  async function start() {
    const server = standby.take();
    await server.serve(settings);
    return server;
  }
  return { idp, settings, broker, standby, start };
}

async function redeemFor(broker: Broker, application: Application, code: string, verifier: string) {
  const { callback, credentials } = applications[application];
  const form: Parameters = { ...credentials, redirect_uri: callback, code, code_verifier: verifier };
  return postToken(broker, { grant_type: 'authorization_code', ...form });
}

async function refreshFor(broker: Broker, held: Held) {
  const { credentials } = applications[held.application];
  return postToken(broker, { grant_type: 'refresh_token', ...credentials, refresh_token: held.refreshToken });
}

/** One person after another signs in and uses what came of it, until the server is gone. */
async function work(broker: Broker, journal: Journal, people: number, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    const person = `p${randomInt(people)}`;
    const application: Application = randomInt(2) ? 'web' : 'spa';
    const { callback } = applications[application];
    const { verifier, challenge } = createVerifier();
    const begin = authorizeUrl(broker, {
      connection: 'con1',
      client_id: application,
      redirect_uri: callback,
      scope: 'openid profile email offline_access',
      login_hint: person,
      code_challenge: challenge,
      code_challenge_method: 'S256',
    });
    count(journal.begun, person);
    const { url, response } = await createBrowser().follow(begin, callback);
    const code = url.searchParams.get('code');
    if (!code) throw new Error(`a sign-in failed: ${url.href} ${await response?.text()}`);
    count(journal.acknowledged, person);
    if (randomInt(4) === 0) {
      journal.codes.push({ application, code, verifier });
      continue;
    }
    const { status, body } = await redeemFor(broker, application, code, verifier);
    if (status !== 200) throw new Error(`a code was refused: ${JSON.stringify(body)}`);
    const held = { application, refreshToken: String(body.refresh_token) };
    journal.held.push(held);
    for (let turn = randomInt(3); turn > 0; turn -= 1) {
      const answer = await refreshFor(broker, held);
      if (answer.status !== 200) throw new Error(`a refresh token was refused: ${JSON.stringify(answer.body)}`);
      held.refreshToken = String(answer.body.refresh_token ?? held.refreshToken);
      journal.refreshes += 1;
    }
  }
}

/** Errors of `fetch` itself are the kill; whatever the server answered must have been right. */
function ignoreLostConnections(error: unknown): void {
  if (error instanceof TypeError) return;
  throw error;
}

/** Asks the server, started again, for everything that the journal says. */
async function check(broker: Broker, idp: TestIdp, journal: Journal): Promise<void> {
  const token = await getManagementToken(broker);
  for (const [person, acknowledged] of journal.acknowledged) {
    const path = `/users/${encodeURIComponent(`oidc|con1|${person}`)}`;
    const { status, body } = await readManagement(broker, path, token);
    expect([person, status]).toEqual([person, 200]);
    expect(body.logins_count).toBeGreaterThanOrEqual(acknowledged);
    expect(body.logins_count).toBeLessThanOrEqual(journal.begun.get(person) ?? 0);
    const [identity] = body.identities as Record<string, unknown>[];
    const answer = await fetch(idp.endpoints.userinfo_endpoint, {
      headers: { authorization: `Bearer ${identity?.access_token}` },
    });
    expect(await answer.json()).toMatchObject({ sub: person });
    expect(identity?.refresh_token).toMatch(/^rt_/);
  }
  for (const held of journal.held) {
    const { status, body } = await refreshFor(broker, held);
    expect([held.application, status, body.error]).toEqual([held.application, 200, undefined]);
    held.refreshToken = String(body.refresh_token ?? held.refreshToken);
  }
  for (const { application, code, verifier } of journal.codes.splice(0)) {
    const { status, body } = await redeemFor(broker, application, code, verifier);
    expect([status, body.error]).toEqual([200, undefined]);
    journal.held.push({ application, refreshToken: String(body.refresh_token) });
  }
}

const rounds: Record<DatabaseKind, number> = { sqlite: 20, postgres: 5 };

describe.each(databaseKinds)('the process is killed with -9, on %s', (kind) => {
  test(`R-02, R-03, R-05: ${rounds[kind]} kills lose no acknowledged sign-in, code or refresh token`, async () => {
    const { idp, settings, broker, start } = await setUp(kind);
    const journal: Journal = { acknowledged: new Map(), begun: new Map(), held: [], codes: [], refreshes: 0 };
    for (let round = 0; round < rounds[kind]; round += 1) {
      const server = await start();
      try {
        await check(broker, idp, journal);
        // What was proven need not be proven again and again.
        journal.held.splice(0, journal.held.length - 3);
        let over = false;
        const workers = Array.from({ length: 4 }, () =>
          work(broker, journal, 4, () => over).catch(ignoreLostConnections),
        );
        // Some way into the work, then at any instant of the requests that are on their way.
        const enough = countEvents(journal) + randomInt(3, 10);
        const patience = performance.now() + 4_000;
        while (countEvents(journal) < enough && performance.now() < patience) await wait(1);
        await wait(randomInt(40));
        over = true;
        await server.end();
        await Promise.all(workers);
      } finally {
        await server.end();
      }
      expect(server.output()).toBe('');
    }
    const last = await start();
    try {
      await check(broker, idp, journal);
    } finally {
      await last.end();
    }
    expect(countEvents(journal)).toBeGreaterThan(rounds[kind] * 3);
    expect(journal.refreshes).toBeGreaterThan(rounds[kind] / 2);

    if (kind === 'sqlite') {
      const database = new DatabaseSync(settings.databaseUrl.replace('sqlite:', ''));
      expect(database.prepare('pragma integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
      expect(database.prepare('pragma foreign_key_check').all()).toEqual([]);
      database.close();
    }
    const store = await openStore({ url: settings.databaseUrl });
    expect(await findHalfRows(store.db)).toEqual({});
    await store.close();
  }, 180_000);

  test('R-05, R-33: a first start that is killed leaves a database that the next start can use', async () => {
    const { idp, settings, broker, standby, start } = await setUp(kind, createEmptyDatabase);
    for (let round = 0; round < 5; round += 1) {
      const server = standby.take();
      await server.load();
      server.serve(settings).catch(() => {});
      // From before the first table to after the last key.
      await wait(randomInt(round * 80, 80 + round * 80));
      await server.end();
    }
    const server = await start();
    try {
      const journal: Journal = { acknowledged: new Map(), begun: new Map(), held: [], codes: [], refreshes: 0 };
      let turns = 3;
      await work(broker, journal, 2, () => {
        turns -= 1;
        return turns < 0;
      });
      await check(broker, idp, journal);
      expect(server.output()).toBe('');
    } finally {
      await server.end();
    }
  });
});
