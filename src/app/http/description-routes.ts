import type { FastifyInstance } from 'fastify';
import { dashboardEndpoints, describeApi, describeDashboardApi, endpoints } from '../../contract/index.ts';
import { addReferencePages } from './reference-pages.ts';

type Description = Record<string, unknown>;

/** Made when somebody first asks. */
function once(make: () => Description): () => Description {
  let made: Description | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** The APIs' descriptions and a page to read the first on, all made from the endpoint definitions. */
export async function addDescriptionRoutes(app: FastifyInstance, baseUrl: string, version: string): Promise<void> {
  const describe = once(() => describeApi(endpoints, baseUrl, version));
  const describeDashboard = once(() => describeDashboardApi(dashboardEndpoints, baseUrl, version));
  app.get('/api/v2/openapi.json', async () => describe());
  app.get('/dashboard/api/openapi.json', async () => describeDashboard());
  addReferencePages(app, '/api/v2/reference', describe);
}
