import reference from '@scalar/fastify-api-reference';
import type { FastifyInstance } from 'fastify';
import { describeApi, endpoints } from '../../contract/index.ts';

/** The API's description and a page to read it on, both made from the endpoint definitions. */
export async function addDescriptionRoutes(app: FastifyInstance, baseUrl: string, version: string): Promise<void> {
  const description = describeApi(endpoints, baseUrl, version);
  app.get('/api/v2/openapi.json', async () => description);
  await app.register(reference, {
    routePrefix: '/api/v2/reference',
    configuration: { content: description, withDefaultFonts: false, telemetry: false },
  });
}
