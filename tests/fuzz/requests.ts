import { type Endpoint, endpoints, noBody } from '../../src/contract/index.ts';
import { anyText, anyValue } from './hostile.ts';
import { type Generator, type JsonSchema, schemaOf, valueFor } from './values.ts';

export interface FuzzRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: Buffer | undefined;
}

/** An address with what may be sent to it. */
interface Target {
  readonly method: string;
  readonly path: string;
  readonly query: JsonSchema;
  readonly body: JsonSchema | undefined;
  readonly form?: boolean;
}

const texts = (names: string): JsonSchema => ({
  type: 'object',
  properties: Object.fromEntries(names.split(' ').map((name) => [name, { type: 'string' }])),
});

const authorization = texts(
  'client_id redirect_uri response_type response_mode scope state nonce audience resource connection connection_scope access_type prompt max_age login_hint id_token_hint code_challenge code_challenge_method request request_uri claims display ui_locales acr_values screen_hint organization',
);
const token = texts(
  'grant_type client_id client_secret client_assertion client_assertion_type audience scope code redirect_uri code_verifier refresh_token subject_token subject_token_type requested_token_type connection login_hint organization',
);
const logout = texts(
  'client_id returnTo federated id_token_hint post_logout_redirect_uri state logout_hint ui_locales',
);
const callback = texts('code state error error_description iss');
const none: JsonSchema = { type: 'object', properties: {} };

const otherTargets: readonly Target[] = [
  { method: 'GET', path: '/authorize', query: authorization, body: undefined },
  { method: 'POST', path: '/authorize', query: none, body: authorization, form: true },
  { method: 'POST', path: '/oauth/token', query: none, body: token, form: true },
  { method: 'POST', path: '/oauth/par', query: none, body: authorization, form: true },
  { method: 'POST', path: '/oauth/revoke', query: none, body: texts('token client_id client_secret'), form: true },
  { method: 'GET', path: '/userinfo', query: texts('access_token'), body: undefined },
  { method: 'GET', path: '/v2/logout', query: logout, body: undefined },
  { method: 'GET', path: '/oidc/logout', query: logout, body: undefined },
  { method: 'POST', path: '/oidc/logout', query: none, body: logout, form: true },
  { method: 'GET', path: '/login/callback', query: callback, body: undefined },
  { method: 'POST', path: '/login/callback', query: none, body: callback, form: true },
  { method: 'GET', path: '/u/login', query: texts('state connection ui_locales'), body: undefined },
  { method: 'POST', path: '/u/login', query: texts('state'), body: texts('state connection'), form: true },
  { method: 'GET', path: '/.well-known/openid-configuration', query: none, body: undefined },
  { method: 'GET', path: '/.well-known/jwks.json', query: none, body: undefined },
  { method: 'GET', path: '/api/v2/no/such/route', query: none, body: undefined },
];

function toTarget(endpoint: Endpoint): Target {
  const { method, path, query, body } = endpoint;
  return {
    method,
    path: `/api/v2${path}`,
    query: schemaOf(query),
    body: body === noBody ? undefined : schemaOf(body),
  };
}

const apiTargets = (endpoints as readonly Endpoint[]).map(toTarget);

export interface RequestGenerator extends Generator {
  /** Values of Authorization: the first may do everything. */
  readonly authorizations: () => readonly string[];
}

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE'];
const mediaTypes = [
  'text/plain',
  'application/xml',
  'application/json; charset=utf-16',
  'application/json;;;',
  'multipart/form-data',
  '*/*',
];

function encodeSegment({ random }: Generator, text: string): string {
  const safe = encodeURIComponent(text.toWellFormed());
  if (random.chance(0.85)) return safe;
  return random.pick(['%', '%zz', '%ff%fe', '%c0%80', encodeURIComponent(safe), `${safe}%`, `${safe}/..`, '%2e%2e']);
}

function fillPath(generator: RequestGenerator, path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, (_place, name: string) => {
    const kind = path.split('/')[3] ?? '';
    const known = generator.known[name === 'id' ? kind : name];
    const text = known && generator.random.chance(0.6) ? generator.random.pick(known) : anyText(generator.random);
    return encodeSegment(generator, text);
  });
}

function pairsOf(generator: Generator, schema: JsonSchema): [string, string][] {
  const { random } = generator;
  const value = valueFor(generator, schema, '');
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  const pairs = entries.map(([name, one]): [string, string] => [
    name,
    typeof one === 'string' ? one : (JSON.stringify(one) ?? ''),
  ]);
  if (random.chance(0.1)) pairs.push([anyText(random), anyText(random)]);
  if (pairs.length > 0 && random.chance(0.1)) pairs.push([...random.pick(pairs)]);
  return pairs;
}

function encodeForm(pairs: readonly [string, string][]): string {
  return new URLSearchParams(
    pairs.map(([name, value]) => [name.toWellFormed(), value.toWellFormed()] as [string, string]),
  ).toString();
}

function breakBytes({ random }: Generator, bytes: Buffer): Buffer {
  const kind = random.below(6);
  if (kind === 0) return bytes.subarray(0, random.below(bytes.length + 1));
  if (kind === 1) return Buffer.concat([bytes, Buffer.from([0xff, 0xfe, 0xc0, 0x80])]);
  if (kind === 2) return Buffer.from(`${'['.repeat(20_000)}${']'.repeat(20_000)}`);
  if (kind === 3) return Buffer.from(`{"a":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}}`);
  if (kind === 4) return Buffer.alloc(random.pick([70_000, 1_100_000]), 'x');
  return Buffer.from('{"__proto__":{"x":1},"constructor":{"prototype":{"x":1}},"a":1e400,"a":2}');
}

function bodyOf(generator: Generator, target: Target): { type: string; bytes: Buffer } {
  const { random } = generator;
  const form = target.form ? random.chance(0.8) : random.chance(0.1);
  const schema = target.body ?? none;
  const text = form
    ? encodeForm(pairsOf(generator, schema))
    : (JSON.stringify(random.chance(0.95) ? valueFor(generator, schema, '') : anyValue(random)) ?? '');
  const bytes = Buffer.from(text);
  const usual = form ? 'application/x-www-form-urlencoded' : 'application/json';
  return {
    type: random.chance(0.95) ? usual : random.pick(mediaTypes),
    bytes: random.chance(0.1) ? breakBytes(generator, bytes) : bytes,
  };
}

/** What a header may hold at all: Node refuses to send the rest. */
function headerText(random: Generator['random']): string {
  return anyText(random)
    .replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, '?')
    .slice(0, 4000);
}

const oddHeaders = [
  'x-forwarded-for',
  'x-forwarded-host',
  'forwarded',
  'cookie',
  'accept-language',
  'accept',
  'dpop',
  'origin',
  'referer',
  'auth0-client',
  'if-none-match',
  'range',
  'content-encoding',
  'x-http-method-override',
  'expect',
];

function headersOf(generator: RequestGenerator, isApi: boolean): Record<string, string> {
  const { random } = generator;
  const headers: Record<string, string> = {};
  if (isApi || random.chance(0.3)) {
    const [full = '', ...others] = generator.authorizations();
    const chosen = random.chance(0.85)
      ? full
      : random.pick([...others, `Bearer ${headerText(random)}`, headerText(random)]);
    if (chosen !== '') headers.authorization = chosen;
  }
  while (random.chance(0.15)) headers[random.pick(oddHeaders)] = headerText(random);
  // Node would wait for a "100 Continue" that the server may deny.
  delete headers.expect;
  return headers;
}

/** A new RSA key costs as much as hundreds of other requests: it is asked for now and then. */
function pickTarget(random: Generator['random']): Target {
  const target = random.pick(random.chance(0.7) ? apiTargets : otherTargets);
  return target.path.endsWith('/signing/rotate') && random.chance(0.95) ? pickTarget(random) : target;
}

/** The next request: mostly what the contract asks for, with one thing or another wrong with it. */
export function nextRequest(generator: RequestGenerator): FuzzRequest {
  const { random } = generator;
  const target = pickTarget(random);
  const method = random.chance(0.96) ? target.method : random.pick(methods);
  const query = encodeForm(pairsOf(generator, target.query));
  const path = `${fillPath(generator, target.path)}${query === '' ? '' : `?${query}`}`;
  const headers = headersOf(generator, target.path.startsWith('/api/v2'));
  const sends = target.body !== undefined ? random.chance(0.97) : random.chance(0.03);
  if (!sends || method === 'HEAD' || method === 'TRACE')
    return { method, path: path.slice(0, 15_000), headers, body: undefined };
  const { type, bytes } = bodyOf(generator, target);
  return { method, path: path.slice(0, 15_000), headers: { 'content-type': type, ...headers }, body: bytes };
}
