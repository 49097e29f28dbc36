import type { FastifyInstance } from 'fastify';
import { findConfigurationVersion } from '../../storage/index.ts';
import type { Tenant } from '../../tenant/index.ts';
import { describeClock, measureClock } from '../watch-clock.ts';

/**
 * `/health`: the process answers. `/ready`: it can also do its work: reach its database, and seal with the key that the
 * database names. A node without that key is passed by until it is given (V-10).
 * A clock that is wrong is told and nothing more: it may be the database's, and then no node would be left.
 */
export async function addHealthRoutes(app: FastifyInstance, tenant: Tenant): Promise<void> {
  app.get('/health', async () => ({ status: 'ok' }));
  app.get('/ready', async (_request, reply) => {
    try {
      await findConfigurationVersion(tenant.store.db);
      const { keyring } = tenant.keys;
      const clock = describeClock(await measureClock(tenant));
      if (keyring.find(keyring.chosenId)) return { status: 'ready', ...(clock !== undefined && { clock }) };
      return reply.status(503).send({ status: 'the key that seals is not held here' });
    } catch {
      return reply.status(503).send({ status: 'the database cannot be reached' });
    }
  });
}
