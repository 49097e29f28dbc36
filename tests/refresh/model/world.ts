import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { createKeyEncryptionKey, createKeyring, randomIds } from '../../../src/base/index.ts';
import { findIdpTokens, type IdpTokenRecord, openStore, type Store } from '../../../src/storage/index.ts';
import {
  applyTenantFile,
  type Connection,
  findConnection,
  openTenant,
  readTenantFile,
  type Tenant,
} from '../../../src/tenant/index.ts';
import { signIn } from '../../../src/users/index.ts';
import { createVault, proveTokenRead, revealTokens, type Vault } from '../../../src/vault/index.ts';
import { keepFresh, remainingLife } from '../../../src/vault/refresh/keep-fresh.ts';
import type { RefreshOutcome } from '../../../src/vault/refresh/outcome.ts';
import { tenantFile } from '../../broker/tenants.ts';
import { createModelIdp, type ModelIdp } from './model-idp.ts';
import { createVirtualTime, type VirtualTime } from './virtual-time.ts';

const proof = proveTokenRead({
  clientId: 'm2m',
  requestId: 'r',
  limits: { refreshTokens: true },
  scopes: new Set(['read:user_idp_tokens']),
})!;

/** One database for many runs; each run has its own users in it. */
export interface Ground {
  readonly store: Store;
  readonly tenant: Tenant;
  readonly connection: Connection;
  readonly clock: { now(): number; set(now: () => number): void };
  close(): Promise<void>;
}

const start = Date.UTC(2026, 10, 23);

export async function openGround(): Promise<Ground> {
  const folder = await mkdtemp(join(tmpdir(), 'valetkey-refresh-'));
  const store = await openStore({ url: `sqlite:${join(folder, 'valetkey.db')}` });
  // Nothing here is about power cuts.
  await sql`pragma synchronous = off`.execute(store.db);
  let read = () => start;
  const clock = {
    now: () => read(),
    set(now: () => number) {
      read = now;
    },
  };
  const keyring = createKeyring(createKeyEncryptionKey(randomBytes(32)));
  const tenant = await openTenant({ store, keyring, clock, ids: randomIds, issuer: 'http://localhost/' });
  const connections = `
  - name: con1
    strategy: oauth2
    options:
      client_id: id
      client_secret: secret
      authorizationURL: https://idp.example/authorize
      tokenURL: https://idp.example/token
      userInfoURL: https://idp.example/userinfo
      fieldsMap: { user_id: sub, name: name }
      scope: one`;
  const { plan, problems } = readTenantFile(tenantFile(connections), {});
  if (!plan) throw new Error(JSON.stringify(problems));
  await applyTenantFile(tenant, plan, { checkUrl: () => undefined });
  const connection = (await findConnection(tenant, 'con1'))!;
  return {
    ...{ store, tenant, connection, clock },
    async close() {
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export interface Node {
  readonly vault: Vault;
  alive: boolean;
}

export interface Person {
  readonly subject: string;
  readonly userId: string;
  readonly identityId: string;
}

/** What a reader got. */
export interface Reading {
  readonly person: Person;
  readonly node: Node;
  readonly begunAt: number;
  endedAt: number | undefined;
  outcome: RefreshOutcome | undefined;
  accessToken: string | undefined;
  error: unknown;
}

/** Nodes on one database and an IdP, in a time of their own. */
export interface World {
  readonly time: VirtualTime;
  readonly idp: ModelIdp;
  readonly nodes: Node[];
  readonly readings: Reading[];
  /** Queries fail until this moment of the virtual time. */
  databaseAwayUntil: number;
  jumpClock(milliseconds: number): void;
  startNode(at: number): void;
  signIn(
    node: Node,
    person: string,
    wish: { scopes: readonly string[]; withRefreshToken: boolean },
  ): Promise<Person | undefined>;
  /** Begins a read; `readings` tells how it ends. */
  read(node: Node, person: Person, wantedLife?: number): void;
  find(person: Person): Promise<IdpTokenRecord | undefined>;
  /** The refresh token in the database, opened. */
  findRefreshToken(person: Person): Promise<string | undefined>;
}

function away(): Error {
  return Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
}

export function createWorld({ store, tenant, connection, clock }: Ground): World {
  const time = createVirtualTime();
  let jumped = 0;
  clock.set(() => start + time.now() + jumped);
  tenant.configuration.clear();
  const idp = createModelIdp(time, clock);
  const nodes: Node[] = [];
  const readings: Reading[] = [];
  const ownerOf = ({ subject, userId }: Person) => ({
    tenantId: tenant.id,
    userId,
    connectionId: connection.id,
    issuer: 'https://idp.example',
    subject,
  });

  let starting = false;
  // Queries are compiled when a node starts; they are not run.
  const isAway = () => !starting && time.now() < world.databaseAwayUntil;
  const queries = new Set<PropertyKey>(['selectFrom', 'updateTable', 'insertInto', 'deleteFrom', 'executeQuery']);
  const nodeStore: Store = {
    ...store,
    db: new Proxy(store.db, {
      get(db, name) {
        if (queries.has(name) && isAway()) throw away();
        const value: unknown = Reflect.get(db, name, db);
        return typeof value === 'function' ? value.bind(db) : value;
      },
    }),
    transaction: async (work) => (isAway() ? Promise.reject(away()) : store.transaction(work)),
  };

  function createNode(): Node {
    const node = { alive: true } as { vault: Vault; alive: boolean };
    const isAlive = () => node.alive;
    const pace = time.paceOf(isAlive);
    const idpClient = idp.clientFor(pace, isAlive);
    starting = true;
    node.vault = createVault({ tenant: { ...tenant, store: nodeStore }, idpClient, pace });
    starting = false;
    return node;
  }

  const open = (person: Person, record: IdpTokenRecord) => revealTokens(tenant.keyring, proof, ownerOf(person), record);

  const world: World = {
    ...{ time, idp, nodes, readings },
    databaseAwayUntil: 0,
    jumpClock(milliseconds) {
      jumped += milliseconds;
    },
    startNode(at) {
      nodes[at] = createNode();
    },
    async signIn(node, subject, wish) {
      if (isAway()) return undefined;
      const tokens = idp.signIn(subject, wish);
      const answer = { tokens, raw: { extra: {} }, subject, profile: { name: subject }, issuer: 'https://idp.example' };
      const scopesRequested = wish.scopes;
      const user = await store.transaction((db) =>
        signIn(node.vault, db, { connection, answer: answer as never, scopesRequested, ip: '127.0.0.1' }),
      );
      return { subject, ...user };
    },
    read(node, person, wantedLife = 60_000) {
      const reading: Reading = {
        ...{ person, node, begunAt: time.now() },
        ...{ endedAt: undefined, outcome: undefined, accessToken: undefined, error: undefined },
      };
      readings.push(reading);
      async function run(): Promise<void> {
        const record = await findIdpTokens(nodeStore.db, person.identityId);
        const outcome = await keepFresh(node.vault, { owner: ownerOf(person), record: record!, wantedLife });
        const lives = remainingLife(outcome.record, clock.now()) > 0;
        const accessToken = lives ? open(person, outcome.record).accessToken?.reveal() : undefined;
        Object.assign(reading, { outcome, accessToken });
      }
      void run()
        .catch((error: unknown) => Object.assign(reading, { error }))
        .finally(() => Object.assign(reading, { endedAt: time.now() }));
    },
    find: (person) => findIdpTokens(store.db, person.identityId),
    async findRefreshToken(person) {
      const record = await findIdpTokens(store.db, person.identityId);
      return record && open(person, record).refreshToken?.reveal();
    },
  };
  world.startNode(0);
  world.startNode(1);
  return world;
}
