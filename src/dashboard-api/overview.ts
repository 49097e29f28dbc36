import { getActivity, getOverview } from '../contract/index.ts';
import { listActivity } from '../logs/index.ts';
import { countClients, countUsers, listResourceServers } from '../storage/index.ts';
import { listConnections } from '../tenant/index.ts';
import { countGrants, listLoggedReads } from '../vault/index.ts';
import { answer, type DashboardOperation, serve } from './request.ts';

const usualDays = 14;

export const overviewOperations: readonly DashboardOperation[] = [
  serve(getOverview, async ({ dashboard }) => {
    const { tenant } = dashboard.administration;
    const { db } = tenant.store;
    const connections = (await listConnections(tenant)).length;
    const applications = await countClients(db, {});
    const machines = await countClients(db, { appTypes: ['non_interactive'] });
    const users = await countUsers(db);
    const apis = (await listResourceServers(db)).length;
    const reads = await listLoggedReads(tenant, {}, { limit: 1 });
    return answer(200, {
      steps: {
        connection: connections > 0,
        application: applications > machines,
        sign_in: users > 0,
        token: reads.length > 0,
      },
      counts: { users, connections, applications, apis },
      grants: await countGrants(tenant),
    });
  }),

  serve(getActivity, async ({ dashboard, query, log }) => {
    // Who just did something looks whether it counts.
    await log.flush();
    return answer(200, await listActivity(dashboard.administration.tenant, query.days ?? usualDays));
  }),
];
