import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Broker,
  createDatabase,
  type DatabaseKind,
  decodeClaims,
  freePort,
  getManagementToken,
  getTokens,
} from '../broker/index.ts';
import { loadServer, type ServerProcess, type ServerSettings } from '../server-process/server-process.ts';

/** A server process of the cluster. */
export interface ClusterNode {
  readonly url: string;
  readonly child: ChildProcess;
  /** What it wrote. */
  output(): string;
  end: ServerProcess['end'];
}

/** Several servers on one database, under one public address. */
export interface Cluster {
  readonly nodes: readonly ClusterNode[];
  readonly databaseUrl: string;
  /** The node with this number, as the helpers of tests/broker want it. */
  broker(node?: number): Broker;
  /** Another process in the place of one that was killed. */
  restart(node: number): Promise<void>;
  close(): Promise<void>;
}

async function startNode(server: ServerProcess, settings: ServerSettings): Promise<ClusterNode> {
  await server.serve({ ...settings, logLevel: 'warn' });
  return { ...server, url: `http://127.0.0.1:${settings.port}` };
}

export interface ClusterOptions {
  readonly kind: DatabaseKind;
  readonly nodes: number;
  readonly tenant: string;
  /** A database that is there already. */
  readonly databaseUrl?: string;
}

export async function startCluster({ kind, nodes: count, tenant, databaseUrl }: ClusterOptions): Promise<Cluster> {
  const folder = await mkdtemp(join(tmpdir(), 'valetkey-cluster-'));
  const database = databaseUrl ? { url: databaseUrl, drop: async () => {} } : await createDatabase(kind, folder);
  const ports = await Promise.all(Array.from({ length: count }, () => freePort()));
  const issuer = `http://localhost:${ports[0]}/`;
  const settings = { databaseUrl: database.url, key: randomBytes(32).toString('base64'), issuer };
  const [first, ...others] = ports.map((port) => ({ port, server: loadServer() }));
  const nodes = [await startNode(first!.server, { ...settings, tenant, port: first!.port })];
  nodes.push(...(await Promise.all(others.map(({ server, port }) => startNode(server, { ...settings, port })))));
  return {
    nodes,
    databaseUrl: database.url,
    broker: (node = 0) => ({ url: nodes[node]!.url.replace('127.0.0.1', 'localhost'), issuer }) as Broker,
    async restart(node) {
      await nodes[node]!.end();
      nodes[node] = await startNode(loadServer(), { ...settings, port: ports[node]! });
    },
    async close() {
      await Promise.all(nodes.map((node) => node.end('SIGTERM')));
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Users that sign in through the first node, some at a time. */
export async function signInUsers(cluster: Cluster, names: readonly string[]): Promise<Map<string, string>> {
  const users = new Map<string, string>();
  const waiting = [...names];
  async function signInSome(): Promise<void> {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const { id_token } = await getTokens(cluster.broker(), { login_hint: name });
      users.set(name, String(decodeClaims(id_token).sub));
    }
  }
  await Promise.all(Array.from({ length: 8 }, signInSome));
  return users;
}

export interface ReadAnswer {
  readonly userId: string;
  /** 0 when the connection broke. */
  readonly status: number;
  readonly accessToken: string | undefined;
  readonly problem: { state: string; reason: string } | undefined;
  /** Milliseconds. */
  readonly took: number;
  /** When the answer was there, by `performance.now`. */
  readonly at: number;
}

/** Reads users through the nodes; as a backend does, with the token scope. */
export async function createReader(cluster: Cluster): Promise<(userId: string, node: number) => Promise<ReadAnswer>> {
  const management = await getManagementToken(cluster.broker());
  return async (userId, node) => {
    const began = performance.now();
    const done = (status: number, identity: Record<string, unknown> = {}): ReadAnswer => ({
      ...{ userId, status, accessToken: identity.access_token as string | undefined },
      problem: identity.token_problem as ReadAnswer['problem'],
      ...{ took: performance.now() - began, at: performance.now() },
    });
    try {
      const response = await fetch(`${cluster.nodes[node]!.url}/api/v2/users/${encodeURIComponent(userId)}`, {
        headers: { authorization: `Bearer ${management}` },
      });
      const body = (await response.json()) as { identities?: Record<string, unknown>[] };
      return done(response.status, body.identities?.[0]);
    } catch {
      return done(0);
    }
  };
}
