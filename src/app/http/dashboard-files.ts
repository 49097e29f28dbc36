import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { builtDashboard } from '../built-dashboard.ts';

/** What the build puts where a nonce belongs (dashboard/vite.config.ts). */
const placeholder = 'VALETKEY_NONCE';

const notBuilt =
  'The dashboard is not built. In a clone of the repository run: npm run build (npm start does it by itself).\n';

/**
 * Scripts come from us alone. <style> elements need a nonce: the component library writes its variables into some.
 * Pictures are those of profiles, which the browser fetches from wherever the IdP keeps them.
 */
function policy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' https: data:",
    "connect-src 'self'",
    "font-src 'self'",
    "manifest-src 'self'",
    // The API Explorer shows the reference of the API, a library's page with a policy of its own.
    "frame-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/**
 * Of the page in the API Explorer's frame. The reference is a library's: it writes style sheets without a nonce, which
 * is why it stands apart from the dashboard, where they are not allowed. Its scripts come from us alone, too.
 */
const referencePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join('; ');

const pages = {
  'index.html': { policy, framing: 'DENY' },
  'reference.html': { policy: () => referencePolicy, framing: 'SAMEORIGIN' },
} as const;

async function sendPage(reply: FastifyReply, name: keyof typeof pages): Promise<FastifyReply> {
  const html = await readFile(`${builtDashboard}${name}`, 'utf8').catch(() => undefined);
  reply.header('cache-control', 'no-store');
  if (html === undefined) return reply.status(503).type('text/plain; charset=utf-8').send(notBuilt);
  const nonce = randomBytes(16).toString('base64');
  return reply
    .headers({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': pages[name].policy(nonce),
      // Not same-origin: the pop-up in which a connection is tried leaves to the IdP, and must be seen to close.
      'cross-origin-opener-policy': 'same-origin-allow-popups',
      'referrer-policy': 'no-referrer',
      'x-frame-options': pages[name].framing,
      'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=()',
    })
    .send(html.replaceAll(placeholder, nonce));
}

/** The dashboard's front end: one page for all of its addresses, and the files that it loads. */
export async function addDashboardFiles(app: FastifyInstance): Promise<void> {
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('cross-origin-resource-policy', 'same-origin');
  });
  await app.register(fastifyStatic, {
    root: `${builtDashboard}assets`,
    prefix: '/dashboard/assets/',
    // Their names hold a hash of what is in them.
    immutable: true,
    maxAge: '365d',
    preCompressed: true,
    index: false,
    redirect: false,
  });
  app.get('/dashboard/icon.svg', (_request, reply) =>
    reply.sendFile('icon.svg', builtDashboard, { maxAge: '1d', immutable: false }),
  );
  app.get('/dashboard', (_request, reply) => reply.redirect('/dashboard/', 308));
  app.get('/dashboard/reference', (_request, reply) => sendPage(reply, 'reference.html'));
  app.get('/dashboard/*', (request, reply) => {
    // An operation that is not there must not look like a page.
    if (/^\/dashboard\/api(?:[/?]|$)/.test(request.url)) return reply.callNotFound();
    return sendPage(reply, 'index.html');
  });
}
