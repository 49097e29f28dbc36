import reference from '@scalar/fastify-api-reference';
import type { FastifyInstance } from 'fastify';
import { describeApi, endpoints } from '../../contract/index.ts';

const policy =
  "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
  "font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/** The API's description and a page to read it on, both made from the endpoint definitions. */
export async function addDescriptionRoutes(app: FastifyInstance, baseUrl: string, version: string): Promise<void> {
  const description = describeApi(endpoints, baseUrl, version);
  // The page is a library's: it may run its own script, and call nobody but us.
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('content-security-policy', policy).header('referrer-policy', 'no-referrer');
  });
  app.get('/api/v2/openapi.json', async () => description);
  await app.register(reference, {
    routePrefix: '/api/v2/reference',
    configuration: {
      content: description,
      pageTitle: 'Valetkey Management API',
      withDefaultFonts: false,
      telemetry: false,
      hideClientButton: true,
      showDeveloperTools: 'never',
      agent: { disabled: true },
      mcp: { disabled: true },
    },
  });
}
