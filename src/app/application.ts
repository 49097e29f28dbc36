import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { createAdministration } from '../administrators/index.ts';
import { type Clock, type Ids, randomIds, systemClock, ValetkeyError } from '../base/index.ts';
import { deliverEvents, deliverLogouts, recordHealthChange } from '../events/index.ts';
import { createEgress, createIdpClient, type Egress } from '../idp-client/index.ts';
import { createLimits } from '../limits/index.ts';
import { createRefreshCount, createTenantLog, type TenantLog } from '../logs/index.ts';
import { issueLogoutToken } from '../oauth-server/index.ts';
import { openStore } from '../storage/index.ts';
import { openTenant, type Tenant } from '../tenant/index.ts';
import { runExports } from '../users/index.ts';
import { createVault, formatEnd, refreshIdle, runRevocations, type Vault } from '../vault/index.ts';
import { type BackgroundWork, startBackgroundWork } from './background-work.ts';
import type { Config } from './config/index.ts';
import { startHousekeeping } from './housekeeping.ts';
import { addBrowserRoutes } from './http/browser-routes.ts';
import { createHttp } from './http/create-http.ts';
import { createDashboardGate } from './http/dashboard/dashboard-gate.ts';
import { addDashboardRoutes, dashboardApiPrefix } from './http/dashboard/dashboard-routes.ts';
import { createSessionAccess } from './http/dashboard/session-access.ts';
import { addDashboardFiles } from './http/dashboard-files.ts';
import { addDescriptionRoutes } from './http/description-routes.ts';
import { watchConnections } from './http/end-connections.ts';
import { addExportRoutes } from './http/export-routes.ts';
import type { Serving } from './http/for-request.ts';
import { addHealthRoutes } from './http/health-routes.ts';
import { addManagementRoutes, managementPrefix } from './http/management-routes.ts';
import { addOauthRoutes } from './http/oauth-routes.ts';
import { toManagementBody } from './http/render-error.ts';
import { watchKeys } from './keys/watch-keys.ts';
import { createLog } from './log.ts';
import { oncePer } from './once-per.ts';
import { describePageTexts } from './pages/index.ts';
import { watchClock } from './watch-clock.ts';
import { watchReadLog } from './watch-read-log.ts';

/** A server that is put together and does not listen yet. */
export interface Application {
  readonly http: FastifyInstance;
  readonly tenant: Tenant;
  readonly vault: Vault;
  readonly egress: Egress;
  readonly log: Logger;
  /** What happened, for the operator to read over the Management API. */
  readonly tenantLog: TenantLog;
  /** Tells webhooks what happened to grants. */
  readonly eventDelivery: BackgroundWork;
  /** Tells applications of sessions that ended. */
  readonly logoutDelivery: BackgroundWork;
  /** Refreshes grants that would die of idleness. */
  readonly keepAlive: BackgroundWork;
  /** Writes users to files, for whoever asked for it. */
  readonly userExports: BackgroundWork;
  /** Takes grants back at IdPs that are not wanted any more. */
  readonly revocations: BackgroundWork;
  /** Starts to listen; gives the port, which matters when 0 was asked for. */
  listen(): Promise<number>;
  /** Lets the requests under way end, then closes the database. */
  close(): Promise<void>;
}

export interface ApplicationParts {
  readonly clock?: Clock;
  readonly ids?: Ids;
  readonly log?: Logger;
  readonly version?: string;
}

/** Puts the house together: the one place where rooms meet. */
export async function createApplication(config: Config, parts: ApplicationParts = {}): Promise<Application> {
  const { clock = systemClock, ids = randomIds, version = '0' } = parts;
  const log = parts.log ?? createLog(config.logLevel);
  const store = await openStore({
    url: config.databaseUrl,
    onError: (error) => log.warn({ err: error }, 'a database connection was lost'),
  });
  try {
    const tenant = await openTenant({ store, keyring: config.keyring, clock, ids, issuer: config.issuer });
    const egress = createEgress({ allowPrivate: config.allowPrivateIdps });
    const idpClient = createIdpClient({ egress, clock, callbackUrl: `${config.issuer}login/callback` });
    const eventDelivery = startBackgroundWork(
      (signal) =>
        deliverEvents({
          tenant,
          egress,
          signal,
          onGivenUp: (delivery) => log.warn(delivery, 'a webhook could not be told of an event for a day'),
        }),
      { interval: 1_000, onError: (error) => log.warn({ err: error }, 'events could not be delivered; trying again') },
    );
    const tenantLog = createTenantLog(tenant, ({ error, waiting, dropped }) =>
      log.warn({ err: error, waiting, dropped }, 'the tenant log could not be written; trying again'),
    );
    const logoutDelivery = startBackgroundWork(
      (signal) =>
        deliverLogouts({
          tenant,
          egress,
          signal,
          issueLogoutToken: (notice) => issueLogoutToken(tenant, notice),
          onSettled(notice, end) {
            const { clientId, userId, sid, initiator } = notice;
            const { outcome, attempts } = end;
            const type = end.delivered ? 'oidc_backchannel_logout_succeeded' : 'oidc_backchannel_logout_failed';
            tenantLog.of().write(type, { clientId, userId, details: { sid, initiator, outcome, attempts } });
            const about = { clientId, userId, sid, initiator, outcome, attempts };
            if (!end.delivered) log.warn(about, 'an application could not be told of a logout');
          },
        }),
      { interval: 1_000, onError: (error) => log.warn({ err: error }, 'logouts could not be told; trying again') },
    );
    const refreshCount = createRefreshCount(tenant);
    const vault = createVault({
      tenant,
      idpClient,
      nodeName: hostname(),
      onRefreshed: ({ connectionId, succeeded }) => refreshCount.add(connectionId, succeeded),
      async onHealthChange(db, change) {
        await recordHealthChange(tenant, db, change);
        eventDelivery.wake();
      },
      onMistypedProfile: oncePer(
        ({ userId, names }) => JSON.stringify([userId, ...names]),
        (user) => log.warn(user, 'attributes of a user are not of the type that they have here, and are not shown'),
      ),
      onReadLogCut: (end) =>
        log.error(
          { end: formatEnd(end) },
          'the log of token reads was cut or changed in the database: see docs/audit.md',
        ),
      onReadVolumeExceeded(event) {
        log.warn(event, 'a client reads more IdP tokens than idp_tokens.reads_per_minute');
        const { clientId, limit } = event;
        tenantLog
          .of()
          .write('api_limit', { clientId, details: { limit: 'idp_tokens.reads_per_minute', value: limit } });
      },
    });
    const serving: Serving = { server: { tenant, idpClient, vault }, tenantLog, limits: createLimits(tenant) };
    const http = await createHttp({ config, log, newRequestId: randomUUID });
    const endConnections = watchConnections(http.server);
    await http.register((app) => addBrowserRoutes(app, serving));
    await http.register((app) => addOauthRoutes(app, serving));
    await http.register((app) => addManagementRoutes(app, serving), { prefix: managementPrefix });
    await http.register((app) => addExportRoutes(app, serving));
    const gate = createDashboardGate({
      administration: createAdministration(tenant),
      vault,
      version,
      report: (error, what) => log.error({ err: error }, what),
      sandbox: config.sandbox === true,
      revealAllowed: config.allowReveal === true,
      describePageTexts,
    });
    await http.register((app) => addDashboardRoutes(app, serving, gate), { prefix: dashboardApiPrefix });
    await http.register((app) => addManagementRoutes(app, serving, createSessionAccess(gate)), {
      prefix: `${dashboardApiPrefix}/v2`,
    });
    await http.register((app) => addDescriptionRoutes(app, config.issuer.slice(0, -1), version));
    await http.register((app) => addDashboardFiles(app));
    await http.register((app) => addHealthRoutes(app, tenant));
    http.setNotFoundHandler(async (_request, reply) =>
      reply.status(404).send(toManagementBody(new ValetkeyError('not_found'))),
    );
    const endKeyWatch = await watchKeys(tenant, log);
    const endHousekeeping = startHousekeeping(vault, log, config.readLogDays);
    const readLogWatch = watchReadLog(vault, log);
    const endClockWatch = watchClock(tenant, log);
    const revocations = startBackgroundWork((signal) => runRevocations(vault, signal), {
      interval: 2_000,
      onError: (error) => log.warn({ err: error }, 'grants could not be revoked at their IdPs; trying again'),
    });
    const counting = startBackgroundWork(() => refreshCount.save(), {
      interval: 2_000,
      onError: (error) => log.warn({ err: error }, 'refreshes could not be counted; trying again'),
    });
    const keepAlive = startBackgroundWork((signal) => refreshIdle(vault, signal), {
      interval: 60_000,
      onError: (error) => log.warn({ err: error }, 'idle grants could not be refreshed; trying again in a minute'),
    });
    const userExports = startBackgroundWork((signal) => runExports(vault, signal), {
      interval: 1_000,
      onError: (error) => log.warn({ err: error }, 'users could not be exported; trying again'),
    });
    return {
      http,
      tenant,
      vault,
      egress,
      log,
      tenantLog,
      eventDelivery,
      logoutDelivery,
      keepAlive,
      userExports,
      revocations,
      async listen() {
        await http.listen({ host: config.host, port: config.port });
        const address = http.server.address();
        return typeof address === 'object' && address ? address.port : config.port;
      },
      async close() {
        endHousekeeping();
        endClockWatch();
        const served = http.close();
        endConnections();
        await vault.refreshing.stop(served);
        await served;
        const works = [eventDelivery, logoutDelivery, keepAlive, userExports, revocations];
        await Promise.all(works.map((work) => work.end()));
        await counting.run();
        await counting.end();
        await readLogWatch.end();
        await egress.close();
        await tenantLog.end();
        await endKeyWatch();
        await store.close();
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}
