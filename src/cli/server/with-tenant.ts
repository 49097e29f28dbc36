import type { Tenant } from '../../tenant/index.ts';
import { readServerConfig } from './serve.ts';
import { openServer } from './start-server.ts';

/** Does something with the server's database and key, without serving. */
export async function withTenant<T>(work: (tenant: Tenant) => Promise<T>): Promise<T> {
  const app = await openServer({ ...(await readServerConfig()), logLevel: 'silent' });
  try {
    return await work(app.tenant);
  } finally {
    await app.close();
  }
}
