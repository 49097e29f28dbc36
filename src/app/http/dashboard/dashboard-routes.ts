import cookie from '@fastify/cookie';
import type { FastifyInstance } from 'fastify';
import type { DashboardSession } from '../../../administrators/index.ts';
import { ValetkeyError } from '../../../base/index.ts';
import { type Access, type DashboardEndpoint, managementError, noBody } from '../../../contract/index.ts';
import { type DashboardOperation, dashboardOperations } from '../../../dashboard-api/index.ts';
import { forRequest, type Serving } from '../for-request.ts';
import { addLimitHeaders } from '../limit-requests.ts';
import { logFailure } from '../log-failure.ts';
import { type ApiPlace, logWrite, logWriteFailure, readNamedParams } from '../log-writes.ts';
import { acceptEmptyJson, knownCallerBodyLimit, readBody } from '../read-body.ts';
import { refuseNul } from '../refuse-nul.ts';
import { refuseOtherMethods } from '../refuse-other-methods.ts';
import { toManagementBody, toValetkeyError } from '../render-error.ts';
import { toValidationError } from '../validation-error.ts';
import type { DashboardGate } from './dashboard-gate.ts';
import { addPreviewPage } from './preview-page.ts';
import { proveDashboardRead } from './prove-dashboard-read.ts';
import { refuseForms } from './refuse-foreign.ts';

export const dashboardApiPrefix = '/dashboard/api';
const place: ApiPlace = { prefix: dashboardApiPrefix, channel: 'dashboard' };

function checkRole(access: Access, { role }: DashboardSession): void {
  if (typeof access === 'string' || access.includes(role)) return;
  throw new ValetkeyError('role_insufficient');
}

function addOperation(
  app: FastifyInstance,
  serving: Serving,
  gate: DashboardGate,
  { endpoint, handle }: DashboardOperation,
): void {
  const { method, path, params, query, body, answers, access, needsReauthentication } = endpoint;
  app.route({
    method,
    url: path.replaceAll(/\{(\w+)\}/g, ':$1'),
    config: { dashboardEndpoint: endpoint },
    ...(access !== 'anyone' && { bodyLimit: knownCallerBodyLimit }),
    schema: {
      params,
      querystring: query,
      ...(body !== noBody && { body }),
      response: { ...answers, '4xx': managementError, '5xx': managementError },
    },
    // Before validation: who may not ask learns nothing about what could be asked.
    onRequest: async (request, reply) => {
      const { log, limits } = forRequest(serving, request);
      gate.refuseForeign(request);
      const session = access === 'anyone' ? await gate.find(request) : await gate.require(request);
      if (session) {
        const { administratorId } = session;
        log.about({ administratorId });
        await limits.admit('management', `dashboard ${administratorId}`);
        request.dashboardSession = session;
        checkRole(access, session);
        if (needsReauthentication) gate.requireFresh(session);
      } else {
        await limits.admit('sign_in');
      }
      addLimitHeaders(request.oauth, reply);
    },
    preValidation: async (request) => {
      refuseForms(request.body);
      refuseNul(request);
      if (body !== noBody) request.body = readBody(request.body);
    },
    handler: async (request, reply) => {
      const { log, tenant } = request.oauth!;
      const named = await readNamedParams(tenant, endpoint, request);
      const answer = await handle({
        dashboard: gate.dashboard,
        params: request.params as never,
        query: request.query as never,
        body: request.body as never,
        session: request.dashboardSession,
        cookie: gate.readCookie(request),
        browserCookie: gate.cookies.read(request).browserCookie,
        address: request.ip,
        requestId: request.id,
        proof: proveDashboardRead(endpoint, request.dashboardSession, request.id),
        log,
      });
      if (!endpoint.changesNothing) logWrite(log, place, endpoint, named, answer);
      if (answer.cookie !== undefined) gate.writeCookie(reply, answer.cookie);
      if (answer.browserCookie !== undefined) gate.cookies.write(reply, { browser: answer.browserCookie });
      reply.header('cache-control', 'no-store');
      return reply.status(answer.status).send(answer.body);
    },
  });
}

/** The dashboard API. No CORS: only the dashboard itself asks. */
export async function addDashboardRoutes(app: FastifyInstance, serving: Serving, gate: DashboardGate): Promise<void> {
  await app.register(cookie);
  app.decorateRequest('dashboardSession', undefined);
  app.setErrorHandler(async (error, request, reply) => {
    const failure = toValidationError(error, request) ?? toValetkeyError(error);
    const { dashboardEndpoint: endpoint } = request.routeOptions.config as { dashboardEndpoint?: DashboardEndpoint };
    logFailure(request, failure);
    if (request.oauth && endpoint) logWriteFailure(request.oauth.log, place, endpoint, failure);
    addLimitHeaders(request.oauth, reply);
    if (failure.retryAfter !== undefined) reply.header('retry-after', String(failure.retryAfter));
    reply.header('cache-control', 'no-store');
    return reply.status(failure.status).send(toManagementBody(failure));
  });
  app.setNotFoundHandler(async (_request, reply) =>
    reply.status(404).send(toManagementBody(new ValetkeyError('not_found'))),
  );
  acceptEmptyJson(app);
  for (const operation of dashboardOperations) addOperation(app, serving, gate, operation);
  addPreviewPage(app, gate);
  for (const [path, served] of Map.groupBy(dashboardOperations, ({ endpoint }) => endpoint.path)) {
    const own = served.map(({ endpoint }) => endpoint.method);
    refuseOtherMethods(app, path.replaceAll(/\{(\w+)\}/g, ':$1'), own);
  }
}
