import { audience, machine } from '../world/names.ts';
import { issuerOf } from '../world/open-world.ts';
import type { World } from '../world/world.ts';

const form = { 'content-type': 'application/x-www-form-urlencoded' };

/** A client-credentials request; for the audience of the world's own Management API when there is a world. */
export function tokenRequest(world?: World) {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: machine.id,
    client_secret: machine.secret,
    audience: world ? `${issuerOf(world)}api/v2/` : audience,
  });
  return { method: 'POST', path: '/oauth/token', headers: form, body: body.toString() };
}

export async function fetchToken(url: string, world: World): Promise<string> {
  const { path, ...request } = tokenRequest(world);
  const response = await fetch(url + path, request);
  if (!response.ok) throw new Error(`no token: ${response.status} ${await response.text()}`);
  return ((await response.json()) as { access_token: string }).access_token;
}
