import { createHash, randomBytes } from 'node:crypto';
import { type Dispatcher, request } from 'undici';
import { application, connectionName } from '../world/names.ts';

interface Hop {
  readonly location: string;
  readonly cookies: string;
}

function fail(what: string, status: number, text: string): never {
  throw new Error(`${what}: ${status} ${text.slice(0, 500)}`);
}

/** One redirect of the browser's; `localhost` is the same server without a look-up of the name. */
async function hop(url: string, cookies: string, dispatcher: Dispatcher): Promise<Hop> {
  const target = url.replace('//localhost:', '//127.0.0.1:');
  const { statusCode, headers, body } = await request(target, {
    headers: cookies ? { cookie: cookies } : {},
    dispatcher,
  });
  const text = await body.text();
  if (statusCode !== 302 || typeof headers.location !== 'string') fail(target, statusCode, text);
  const set = [headers['set-cookie'] ?? []].flat().map((line) => line.split(';', 1)[0]);
  return { location: headers.location, cookies: set.join('; ') };
}

/**
 * A whole sign-in by code with PKCE: /authorize, the IdP, the callback, the application's request for tokens.
 * @throws {Error} when any step answers anything but what it should.
 */
export async function signIn(broker: string, subject: string, dispatcher: Dispatcher): Promise<void> {
  const verifier = randomBytes(32).toString('base64url');
  const query = new URLSearchParams({
    client_id: application.id,
    redirect_uri: application.callback,
    response_type: 'code',
    scope: 'openid profile email',
    state: 'bench',
    nonce: randomBytes(16).toString('base64url'),
    connection: connectionName,
    login_hint: subject,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const start = await hop(`${broker}/authorize?${query}`, '', dispatcher);
  const atIdp = await hop(start.location, '', dispatcher);
  const back = await hop(atIdp.location, start.cookies, dispatcher);
  const code = new URL(back.location).searchParams.get('code');
  if (code === null) fail('callback', 302, back.location);
  const { statusCode, body } = await request(`${broker}/oauth/token`, {
    method: 'POST',
    dispatcher,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: application.id,
      client_secret: application.secret,
      redirect_uri: application.callback,
      code,
      code_verifier: verifier,
    }).toString(),
  });
  const answer = await body.text();
  if (statusCode !== 200 || !answer.includes('"id_token"')) fail('/oauth/token', statusCode, answer);
}
