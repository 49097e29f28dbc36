import { type FastifyInstance, fastify } from 'fastify';

const policy =
  "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
  "font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/** The pages of the API reference below `prefix`, as a small server of their own. */
async function open(prefix: `/${string}`, describe: () => Record<string, unknown>): Promise<FastifyInstance> {
  const { default: reference } = await import('@scalar/fastify-api-reference');
  const pages = fastify();
  // The page is a library's: it may run its own script, and call nobody but us.
  pages.addHook('onRequest', async (_request, reply) => {
    reply.header('content-security-policy', policy).header('referrer-policy', 'no-referrer');
    reply.header('x-content-type-options', 'nosniff');
  });
  await pages.register(reference, {
    routePrefix: prefix,
    configuration: {
      content: describe,
      pageTitle: 'Valetkey Management API',
      withDefaultFonts: false,
      telemetry: false,
      hideClientButton: true,
      showDeveloperTools: 'never',
      agent: { disabled: true },
      mcp: { disabled: true },
    },
  });
  await pages.ready();
  return pages;
}

/** Serves the reference. Its library is five megabytes of script, loaded when somebody first asks for the page. */
export function addReferencePages(
  app: FastifyInstance,
  prefix: `/${string}`,
  describe: () => Record<string, unknown>,
): void {
  let pages: Promise<FastifyInstance> | undefined;
  for (const url of [prefix, `${prefix}/*`]) {
    app.get(url, async (request, reply) => {
      pages ??= open(prefix, describe);
      const { routing } = await pages;
      reply.hijack();
      // The library makes a URL of it, which fails for many a text; and no answer of ours depends on this header.
      request.raw.headers.host = 'localhost';
      routing(request.raw, reply.raw);
    });
  }
}
