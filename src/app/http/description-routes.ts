import type { FastifyInstance } from 'fastify';
import { describeApi, endpoints } from '../../contract/index.ts';
import { addReferencePages } from './reference-pages.ts';

/** The API's description and a page to read it on, both made from the endpoint definitions. */
export async function addDescriptionRoutes(app: FastifyInstance, baseUrl: string, version: string): Promise<void> {
  let description: Record<string, unknown> | undefined;
  const describe = () => {
    description ??= describeApi(endpoints, baseUrl, version);
    return description;
  };
  app.get('/api/v2/openapi.json', async () => describe());
  addReferencePages(app, '/api/v2/reference', describe);
}
