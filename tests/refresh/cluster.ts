import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
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

const script = join(import.meta.dirname, 'serve-node.ts');

/** A server process of the cluster. */
export interface ClusterNode {
  readonly url: string;
  readonly child: ChildProcess;
  /** What it wrote. */
  output(): string;
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

async function startNode(settings: object, port: number): Promise<ClusterNode> {
  const child = spawn(process.execPath, [script, JSON.stringify({ ...settings, port })], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        if (text.includes('ready\n')) resolve();
      });
    }
    child.once('exit', () => reject(new Error(`a node ended before it was ready:\n${text}`)));
  });
  return { url: `http://127.0.0.1:${port}`, child, output: () => text };
}

export async function endNode({ child }: ClusterNode, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
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
  const nodes = [await startNode({ ...settings, tenant }, ports[0]!)];
  nodes.push(...(await Promise.all(ports.slice(1).map((port) => startNode(settings, port)))));
  return {
    nodes,
    databaseUrl: database.url,
    broker: (node = 0) => ({ url: nodes[node]!.url.replace('127.0.0.1', 'localhost'), issuer }) as Broker,
    async restart(node) {
      await endNode(nodes[node]!, 'SIGKILL');
      nodes[node] = await startNode(settings, ports[node]!);
    },
    async close() {
      await Promise.all(nodes.map((node) => endNode(node)));
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
