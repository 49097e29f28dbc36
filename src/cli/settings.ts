import { readFileSync } from 'node:fs';
import envPaths from 'env-paths';
import { Secret } from '../base/index.ts';
import { usageFailure } from './failure.ts';
import { parseIssuer } from './tenant-client/parse-issuer.ts';

/** What the options of a command said, as commander hands them over. */
export interface TenantOptions {
  domain?: string;
  clientId?: string;
  clientSecretFile?: string;
  audience?: string;
  /** Taken only to be refused with a reason. */
  clientSecret?: unknown;
}

/** Which tenant to ask, as which client, for which API. */
export interface TenantSettings {
  /** With a slash at the end, as in the `iss` of its tokens. */
  readonly issuer: string;
  readonly clientId: string;
  readonly audience: string;
  /** Read only when a token has to be fetched: a kept one needs no secret. Throws a usage failure when there is none. */
  readonly readSecret: () => Secret;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** An empty variable counts as one that is not set. */
function readVariable(environment: Environment, name: string): string | undefined {
  return environment[`VALETKEY_${name}`] || environment[`AUTH0_${name}`] || undefined;
}

function readSecret(options: TenantOptions, environment: Environment): Secret {
  const text = options.clientSecretFile
    ? readSecretFile(options.clientSecretFile)
    : readVariable(environment, 'CLIENT_SECRET');
  if (!text) {
    throw usageFailure(
      'No client secret: set VALETKEY_CLIENT_SECRET (or AUTH0_CLIENT_SECRET), or give --client-secret-file FILE.',
    );
  }
  return new Secret(text);
}

function readSecretFile(path: string): string {
  try {
    // Editors and `echo` end a file with a line break that is no part of the secret.
    const text = readFileSync(path, 'utf8').replace(/\r?\n$/, '');
    if (text) return text;
  } catch (error) {
    throw usageFailure(`--client-secret-file cannot be read (${(error as NodeJS.ErrnoException).code}): ${path}`);
  }
  throw usageFailure(`--client-secret-file is empty: ${path}`);
}

/**
 * Options first, then VALETKEY_*, then AUTH0_*.
 * @throws {CommandFailure} a usage failure that names everything that is missing
 */
export function readTenantSettings(options: TenantOptions, environment: Environment = process.env): TenantSettings {
  if (options.clientSecret !== undefined) {
    throw usageFailure(
      'A secret is not taken as an argument: other users of this machine can see it, and the shell remembers it. ' +
        'Set VALETKEY_CLIENT_SECRET, or give --client-secret-file FILE.',
    );
  }
  const domain = options.domain ?? readVariable(environment, 'DOMAIN');
  const clientId = options.clientId ?? readVariable(environment, 'CLIENT_ID');
  const missing = [
    ...(domain ? [] : ['no tenant: set VALETKEY_DOMAIN (or AUTH0_DOMAIN), or give --domain']),
    ...(clientId ? [] : ['no client: set VALETKEY_CLIENT_ID (or AUTH0_CLIENT_ID), or give --client-id']),
  ];
  if (!domain || !clientId) throw usageFailure(`${missing.join('; ')}.`);
  const issuer = parseIssuer(domain);
  return {
    issuer,
    clientId,
    audience: options.audience ?? `${issuer}api/v2/`,
    readSecret: () => readSecret(options, environment),
  };
}

/** Where this user's programs keep what they can fetch again, e.g. ~/.cache/valetkey. */
export function cacheFolder(): string {
  return envPaths('valetkey', { suffix: '' }).cache;
}

/** Colour for people at a terminal who have not declined it (https://no-color.org). */
export function wantsColour(stream: { isTTY?: boolean }, environment: Environment = process.env): boolean {
  return Boolean(stream.isTTY) && !environment.NO_COLOR && environment.TERM !== 'dumb';
}

/** What the server is configured from. */
export function serverEnvironment(): Environment {
  return process.env;
}

/** What a tenant file may name: everything but the secrets that protect the store itself. */
export function tenantFileEnvironment(environment: Environment = process.env): Environment {
  const { VALETKEY_KEY: _key, VALETKEY_DATABASE_URL: _database, ...others } = environment;
  return others;
}

/** Options that Node itself took from the environment. */
export function nodeOptions(environment: Environment = process.env): readonly string[] {
  return (environment.NODE_OPTIONS ?? '').split(/\s+/).filter((option) => option !== '');
}
