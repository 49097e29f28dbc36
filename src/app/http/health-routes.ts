import type { FastifyInstance } from 'fastify';
import { findConfigurationVersion } from '../../storage/index.ts';
import type { Tenant } from '../../tenant/index.ts';

/** `/health`: the process answers. `/ready`: it can also reach its database. */
export async function addHealthRoutes(app: FastifyInstance, tenant: Tenant): Promise<void> {
  app.get('/health', async () => ({ status: 'ok' }));
  app.get('/ready', async (_request, reply) => {
    try {
      await findConfigurationVersion(tenant.store.db);
      return { status: 'ready' };
    } catch {
      return reply.status(503).send({ status: 'the database cannot be reached' });
    }
  });
}
