// The least that answers a client-credentials request correctly: Fastify, one client in memory, jose.
import { createHmac, createSecretKey, randomBytes, timingSafeEqual } from 'node:crypto';
import formbody from '@fastify/formbody';
import { fastify } from 'fastify';
import { generateKeyPair, SignJWT } from 'jose';
import { audience, machine, machineScope, tokenLifetime } from '../world/names.ts';
import { announce } from './announce.ts';

const { privateKey } = await generateKeyPair('RS256', { modulusLength: 2048 });
const header = { alg: 'RS256', typ: 'JWT', kid: randomBytes(16).toString('base64url').slice(0, 21) };
const pepper = createSecretKey(randomBytes(32));
const hash = (secret: string) => createHmac('sha256', pepper).update(secret).digest();
const clients = new Map<string, { secretHash: Buffer; scope: string }>([
  [machine.id, { secretHash: hash(machine.secret), scope: machineScope }],
]);
const issuer = 'http://localhost/';

const app = fastify();
await app.register(formbody);
app.post<{ Body: Record<string, string | undefined> }>('/oauth/token', async (request, reply) => {
  const { grant_type, client_id, client_secret, audience: asked } = request.body;
  const client = client_id === undefined ? undefined : clients.get(client_id);
  if (!client || client_secret === undefined || !timingSafeEqual(hash(client_secret), client.secretHash)) {
    return reply.status(401).send({ error: 'access_denied', error_description: 'Unauthorized' });
  }
  if (grant_type !== 'client_credentials' || asked !== audience) {
    return reply.status(400).send({ error: 'invalid_request' });
  }
  const issuedAt = Math.floor(Date.now() / 1000);
  const token = await new SignJWT({
    iss: issuer,
    sub: `${client_id}@clients`,
    aud: audience,
    iat: issuedAt,
    exp: issuedAt + tokenLifetime,
    scope: client.scope,
    gty: 'client-credentials',
    azp: client_id,
  })
    .setProtectedHeader(header)
    .sign(privateKey);
  reply.header('cache-control', 'no-store').header('pragma', 'no-cache');
  return { access_token: token, scope: client.scope, expires_in: tokenLifetime, token_type: 'Bearer' };
});
await app.listen({ host: '127.0.0.1', port: 0 });
announce({ port: (app.server.address() as { port: number }).port });
