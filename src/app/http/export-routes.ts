import type { FastifyInstance, FastifyRequest } from 'fastify';
import { readSettings } from '../../tenant/index.ts';
import { openDownload } from '../../users/index.ts';
import { forRequest, type Serving } from './for-request.ts';
import { addLimitHeaders } from './limit-requests.ts';
import { logFailure } from './log-failure.ts';
import { refuseOtherMethods } from './refuse-other-methods.ts';
import { retryAfterHeader, toManagementBody, toValetkeyError } from './render-error.ts';

/** The name of the tenant, as far as a file may be called so. */
function fileName(tenantName: string, format: string): string {
  const name = tenantName.replaceAll(/[^\w-]+/g, '-').replaceAll(/^-+|-+$/g, '');
  return `${name || 'users'}.${format}.gz`;
}

/** The files that jobs make. Their addresses carry the permission: `location` is fetched without a token, as in Auth0. */
export async function addExportRoutes(app: FastifyInstance, serving: Serving): Promise<void> {
  const { tenant } = serving.server;
  const url = '/exports/:ticket';
  app.setErrorHandler(async (error, request, reply) => {
    const failure = toValetkeyError(error);
    logFailure(request, failure);
    addLimitHeaders(request.oauth, reply);
    reply.header('cache-control', 'no-store').headers(retryAfterHeader(failure));
    return reply.status(failure.status).send(toManagementBody(failure));
  });
  app.get(url, async (request: FastifyRequest<{ Params: { ticket: string } }>, reply) => {
    const { limits, log } = forRequest(serving, request);
    await limits.admit('sign_in');
    addLimitHeaders(request.oauth, reply);
    const { jobId, format, file } = await openDownload(tenant, request.params.ticket);
    log.write('sapi', { description: 'An export of users was fetched', details: { job_id: jobId } });
    const { friendly_name: tenantName = 'users' } = await readSettings(tenant);
    return reply
      .header('cache-control', 'no-store')
      .header('referrer-policy', 'no-referrer')
      .header('content-disposition', `attachment; filename="${fileName(tenantName, format)}"`)
      .type('application/gzip')
      .send(file);
  });
  refuseOtherMethods(app, url, ['GET']);
}
