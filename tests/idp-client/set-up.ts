import { onTestFinished } from 'vitest';
import { ValetkeyError } from '../../src/base/index.ts';
import {
  type AuthorizationInput,
  createEgress,
  createIdpClient,
  createIdpConnection,
  type ExchangeInput,
  type IdpClient,
  type IdpConnection,
  type IdpSignIn,
} from '../../src/idp-client/index.ts';
import { type ConnectionOptions, findProvider, type Provider } from '../../src/providers/index.ts';
import { startTestIdp, type TestIdp, type TestIdpOptions } from '../idps/index.ts';

export const callbackUrl = 'https://broker.example/login/callback';

export interface Bench {
  readonly idp: TestIdp;
  readonly client: IdpClient;
  readonly connection: IdpConnection;
  /** Same IdP, other settings. */
  connectionWith(options: ConnectionOptions, provider?: Partial<Provider>): IdpConnection;
  /** Milliseconds. */
  advance(by: number): void;
  now(): number;
  /** Start, the user at the IdP, exchange. */
  signIn(parts?: SignInParts): Promise<IdpSignIn>;
}

export interface SignInParts {
  connection?: IdpConnection;
  start?: Partial<AuthorizationInput>;
  /** Lays over the callback's parameters; undefined takes one out. */
  callback?: Record<string, string | undefined>;
  exchange?: Partial<ExchangeInput>;
}

export const authorization: AuthorizationInput = {
  state: 'state-1',
  nonce: 'nonce-1',
  codeVerifier: 'verifier-0123456789-0123456789-0123456789-01',
  offline: true,
  parameters: {},
};

/** Where the connection of a strategy finds this IdP. */
function optionsFor(strategy: string, idp: TestIdp): ConnectionOptions {
  const credentials = { client_id: idp.clientId, client_secret: idp.clientSecret };
  return strategy === 'oidc' ? { ...credentials, issuer: idp.url } : { ...credentials, endpoints: idp.endpoints };
}

/** An IdP, a client for it and a clock of their own, which stands still at a moment far from the system's. */
export async function setUp(strategy = 'oidc', idpOptions: TestIdpOptions = {}): Promise<Bench> {
  let now = Date.parse('2031-05-05T05:05:05Z');
  const clock = { now: () => now };
  const idp = await startTestIdp({ clock, algorithms: ['ES256'], ...idpOptions });
  const egress = createEgress({ allowPrivate: true, totalTimeout: 600 });
  onTestFinished(async () => {
    await egress.close();
    await idp.close();
  });
  const client = createIdpClient({ egress, clock, callbackUrl });
  const found = findProvider(strategy)!;
  const connectionWith = (options: ConnectionOptions, provider: Partial<Provider> = {}): IdpConnection =>
    createIdpConnection({
      id: 'con_1',
      name: `my-${strategy}`,
      provider: { ...found, ...provider },
      options: { ...optionsFor(strategy, idp), ...options },
    });
  const connection = connectionWith({});

  return {
    idp,
    client,
    connection,
    connectionWith,
    advance(by) {
      now += by;
    },
    now: () => now,
    async signIn({ connection: other = connection, start, callback, exchange } = {}) {
      const input = { ...authorization, ...start };
      const { url, authTime } = await client.startAuthorization(other, input);
      return client.exchangeCode(other, {
        callback: { ...(await idp.signIn(url)), ...callback },
        codeVerifier: input.codeVerifier,
        nonce: input.nonce,
        authTime,
        ...exchange,
      });
    },
  };
}

/** The failure of a step that must fail with ours and nothing else. */
export async function failureOf(step: Promise<unknown>): Promise<ValetkeyError> {
  const error = await step.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof ValetkeyError) return error;
  throw new Error('the step should have failed with a ValetkeyError', { cause: error });
}
