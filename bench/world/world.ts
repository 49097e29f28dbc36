import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createEgress } from '../../src/idp-client/index.ts';
import { applyTenantFile, formatProblem, readTenantFile } from '../../src/tenant/index.ts';
import { freePort } from '../../tests/broker/start-broker.ts';
import { oidcConnection, tenantFile } from '../../tests/broker/tenants.ts';
import type { TestIdp } from '../../tests/idps/index.ts';
import { startServer } from '../measure/server-process.ts';
import { connectionName } from './names.ts';
import { openWorld } from './open-world.ts';
import { seedUsers } from './seed-users.ts';

/** A database and what is needed to serve it; written to a file for the servers that share it. */
export interface World {
  readonly folder: string;
  readonly key: string;
  /** The server's port, which the issuer contains. */
  readonly port: number;
  readonly idpUrl: string;
}

export type Idp = Awaited<ReturnType<typeof startIdp>>;

/** The IdP runs beside the load generator, away from the servers. */
export function startIdp() {
  return startServer({ program: 'idp.ts', role: 'load' });
}

export function databaseOf(world: World): string {
  return join(world.folder, 'valetkey.db');
}

export async function createEmptyWorld(folder: string, idp: Idp): Promise<World> {
  await mkdir(folder, { recursive: true });
  return { folder, key: randomBytes(32).toString('base64'), port: await freePort(), idpUrl: idp.url };
}

/** One address signs in as fast as it can, which is counted all the same. */
const limits = 'limits: { sign_in: { requests: 1000000, seconds: 60 } }';

async function configure(world: World, idp: Idp): Promise<void> {
  const { clientId = '', clientSecret = '' } = idp.details;
  // All that a connection needs to know of the IdP, which runs in another process here.
  const known = { url: idp.url, clientId, clientSecret } as TestIdp;
  const connection = oidcConnection(connectionName, known);
  const { plan, problems } = readTenantFile(tenantFile(connection).replace('tenant:', `tenant:\n  ${limits}`), {});
  if (!plan) throw new Error(problems.map(formatProblem).join('\n'));
  const egress = createEgress({ allowPrivate: true });
  const { tenant, close } = await openWorld(world);
  await applyTenantFile(tenant, plan, { checkUrl: (url) => egress.checkUrl(url) });
  await close();
  await egress.close();
}

/** A configured tenant with as many users as the last of `sizes`, and copies with as many as each of the others. */
export async function createWorlds(folder: string, idp: Idp, sizes: readonly number[]): Promise<Map<number, World>> {
  const growing = await createEmptyWorld(join(folder, 'growing'), idp);
  await configure(growing, idp);
  const worlds = new Map<number, World>();
  let users = 0;
  for (const size of sizes) {
    await seedUsers(growing, users, size);
    users = size;
    const copy = { ...growing, folder: join(folder, String(size)), port: await freePort() };
    await mkdir(copy.folder);
    await copyFile(databaseOf(growing), databaseOf(copy));
    // Its port differs, so its issuer does, and with it the audience of its Management API.
    await configure(copy, idp);
    worlds.set(size, copy);
  }
  return worlds;
}

export async function writeWorld(world: World): Promise<string> {
  const file = join(world.folder, 'world.json');
  await writeFile(file, JSON.stringify(world), { mode: 0o600 });
  return file;
}
