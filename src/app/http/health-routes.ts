import type { FastifyInstance } from 'fastify';
import { findConfigurationVersion } from '../../storage/index.ts';
import type { Tenant } from '../../tenant/index.ts';

/**
 * `/health`: the process answers. `/ready`: it can also do its work: reach its database, and seal with the key that the
 * database names. A node without that key is passed by until it is given (V-10).
 */
export async function addHealthRoutes(app: FastifyInstance, tenant: Tenant): Promise<void> {
  app.get('/health', async () => ({ status: 'ok' }));
  app.get('/ready', async (_request, reply) => {
    try {
      await findConfigurationVersion(tenant.store.db);
      const { keyring } = tenant.keys;
      if (keyring.find(keyring.chosenId)) return { status: 'ready' };
      return reply.status(503).send({ status: 'the key that seals is not held here' });
    } catch {
      return reply.status(503).send({ status: 'the database cannot be reached' });
    }
  });
}
