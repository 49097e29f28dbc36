// The least that could answer GET /api/v2/users/{id}: the same bearer check, then bytes that lie ready.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { ValetkeyError } from '../../src/base/index.ts';
import { identifyCaller, type OauthServer } from '../../src/oauth-server/index.ts';
import { openWorld } from '../world/open-world.ts';
import type { World } from '../world/world.ts';
import { listen } from './listen.ts';

const [worldFile = '', answersFile = ''] = process.argv.slice(2);
const world = JSON.parse(readFileSync(worldFile, 'utf8')) as World;
const { tenant } = await openWorld(world);
const answers = new Map<string, Buffer>(
  Object.entries(JSON.parse(readFileSync(answersFile, 'utf8')) as Record<string, string>).map(([path, text]) => [
    path,
    Buffer.from(text),
  ]),
);

const server = createServer(async (request, response) => {
  try {
    const { authorization } = request.headers;
    const asked = { authorization, dpop: undefined, method: 'GET', path: request.url ?? '' };
    const { scopes } = await identifyCaller({ tenant } as OauthServer, asked);
    const body = answers.get(request.url ?? '');
    if (!scopes.has('read:user_idp_tokens') || !body) {
      response.writeHead(403).end();
      return;
    }
    response.writeHead(200, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': body.length,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    response.end(body);
  } catch (error) {
    response.writeHead(error instanceof ValetkeyError ? 401 : 500).end();
  }
});
listen(server);
