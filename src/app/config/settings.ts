import { isIP } from 'node:net';
import { type OpenPlaces, readOpenPlace } from '../../idp-client/index.ts';
import { splitCommand } from './keys/command-source.ts';

/** A setting of `valetkey serve`. The table in docs/generated/settings.md is made from these. */
export interface Setting<T> {
  readonly name: string;
  readonly description: string;
  /** What is taken when the variable is not set; undefined when it may stay unset. */
  readonly fallback?: string;
  /** The value, or a sentence that says what is wrong with the text; never quotes a secret. */
  readonly read: (text: string) => { readonly value: T } | { readonly problem: string };
}

function value<T>(found: T): { value: T } {
  return { value: found };
}

function oneOf<T extends string>(choices: readonly T[]) {
  return (text: string) => {
    const found = choices.find((choice) => choice === text);
    return found === undefined ? { problem: `must be one of ${choices.join(', ')}` } : value(found);
  };
}

const isLoopbackName = (host: string) => ['localhost', '127.0.0.1', '[::1]'].includes(host);

function readUrl(text: string) {
  if (!URL.canParse(text)) return { problem: 'must be an absolute URL such as https://id.example.com' };
  const url = new URL(text);
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '' || url.username !== '') {
    return { problem: 'must be scheme and host only: no path, query, fragment or user' };
  }
  // Session cookies need TLS; a browser grants the exception for its own machine only.
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopbackName(url.hostname))) {
    return { problem: 'must be https (http for localhost only)' };
  }
  return value(url.origin);
}

function readServiceUrl(text: string) {
  if (!URL.canParse(text)) return { problem: 'must be an absolute URL such as https://vault.example.com:8200' };
  const url = new URL(text);
  if (url.search !== '' || url.hash !== '' || url.username !== '') return { problem: 'must be host and path only' };
  // What travels there is the key of everything.
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopbackName(url.hostname))) {
    return { problem: 'must be https (http for localhost only)' };
  }
  const path = url.pathname.replace(/\/+$/, '');
  return value(`${url.origin}${path === '' ? '/v1/transit' : path}`);
}

function readCommand(text: string) {
  const words = splitCommand(text);
  return words ? value(words) : { problem: 'must be a command: words with spaces between, or a JSON array of words' };
}

function readPort(text: string) {
  const port = Number(text);
  const fits = /^\d{1,5}$/.test(text) && port <= 65_535;
  return fits ? value(port) : { problem: 'must be a whole number from 0 to 65535' };
}

function readDays(text: string) {
  const days = Number(text);
  const fits = /^\d{1,5}$/.test(text) && days >= 1 && days <= 36_500;
  return fits ? value(days) : { problem: 'must be a whole number of days from 1 to 36500' };
}

function readDatabaseUrl(text: string) {
  if (/^sqlite:.+/.test(text)) return value(text);
  if (/^postgres(ql)?:\/\/.+/.test(text) && URL.canParse(text)) return value(text);
  return { problem: 'must be sqlite:PATH or postgres://USER@HOST/DATABASE' };
}

/** What Fastify takes for `trustProxy`. */
export type TrustProxy = boolean | number | string[];

function readTrustProxy(text: string): { value: TrustProxy } | { problem: string } {
  if (text === 'off') return value(false);
  if (/^[1-9]$/.test(text)) return value(Number(text));
  const ranges = text.split(',').map((part) => part.trim());
  const valid = ranges.every((range) => isIP(range.replace(/\/\d{1,3}$/, '')) !== 0);
  return valid ? value(ranges) : { problem: 'must be off, a number of proxies (1-9), or addresses and ranges' };
}

/** T-H09: only here, so that no administrator can open the network from within. */
function readOpenPlaces(text: string): { value: OpenPlaces } | { problem: string } {
  if (text === 'off' || text === 'on') return value(text === 'on');
  const places = text.split(',').map((part) => readOpenPlace(part.trim()));
  if (places.every((place) => place !== undefined)) return value(places);
  return { problem: 'must be off, on, or a list of host:port' };
}

export const settings = {
  url: {
    name: 'VALETKEY_URL',
    description: 'Public base URL. The issuer is this with a slash at the end. https, or http on localhost.',
    fallback: 'http://localhost:3000',
    read: readUrl,
  } satisfies Setting<string>,
  host: {
    name: 'VALETKEY_HOST',
    description: 'Address to listen on.',
    fallback: '127.0.0.1',
    read: (text: string) => value(text),
  } satisfies Setting<string>,
  port: {
    name: 'VALETKEY_PORT',
    description: 'Port to listen on; 0 takes a free one.',
    fallback: '3000',
    read: readPort,
  } satisfies Setting<number>,
  databaseUrl: {
    name: 'VALETKEY_DATABASE_URL',
    description:
      '`sqlite:PATH` (one node) or `postgres://…` (any number of nodes; `?prepared_statements=off` for poolers that cannot keep them).',
    fallback: 'sqlite:./data/valetkey.db',
    read: readDatabaseUrl,
  } satisfies Setting<string>,
  key: {
    name: 'VALETKEY_KEY',
    description:
      'Key-encryption key: 32 random bytes in base64 (`valetkey keys generate`); several with commas between. One of four sources of keys, see docs/keys.md. With an https address only with VALETKEY_ALLOW_KEY_VARIABLE.',
    read: (text: string) => value(text),
  } satisfies Setting<string>,
  keyFile: {
    name: 'VALETKEY_KEY_FILE',
    description:
      'File that holds the keys in base64, one a line; `#` begins a comment. Readable by its owner alone (mode 0600 or 0400).',
    read: (text: string) => value(text),
  } satisfies Setting<string>,
  keyCommand: {
    name: 'VALETKEY_KEY_COMMAND',
    description:
      'Program that prints the keys, in the form of the key file: words with spaces between, or a JSON array of words. No shell; 10 seconds.',
    read: readCommand,
  } satisfies Setting<readonly string[]>,
  keyWrappedFile: {
    name: 'VALETKEY_KEY_WRAPPED_FILE',
    description:
      'File that holds keys as a key service wrapped them, one a line (`valetkey keys generate --wrapped`). The service opens them once, at the start.',
    read: (text: string) => value(text),
  } satisfies Setting<string>,
  transitUrl: {
    name: 'VALETKEY_KEY_TRANSIT_URL',
    description:
      'Transit engine of a Vault or OpenBao: `https://vault.example.com:8200`, or with the path where it is mounted when that is not /v1/transit.',
    read: readServiceUrl,
  } satisfies Setting<string>,
  transitKey: {
    name: 'VALETKEY_KEY_TRANSIT_KEY',
    description: "Name of the service's key, of a type that authenticates (aes256-gcm96 is the usual one).",
    read: (text: string) => value(text),
  } satisfies Setting<string>,
  transitTokenFile: {
    name: 'VALETKEY_KEY_TRANSIT_TOKEN_FILE',
    description: 'File that holds the token for the service; readable by its owner alone.',
    read: (text: string) => value(text),
  } satisfies Setting<string>,
  allowKeyVariable: {
    name: 'VALETKEY_ALLOW_KEY_VARIABLE',
    description: '`on` takes VALETKEY_KEY from the environment also when VALETKEY_URL is https.',
    fallback: 'off',
    read: oneOf(['off', 'on']),
  } satisfies Setting<'off' | 'on'>,
  allowInspect: {
    name: 'VALETKEY_ALLOW_INSPECT',
    description:
      "`on` lets a debugger into the server and heap snapshots out of it. Both show keys and tokens: for a developer's machine.",
    fallback: 'off',
    read: oneOf(['off', 'on']),
  } satisfies Setting<'off' | 'on'>,
  dashboardReveal: {
    name: 'VALETKEY_DASHBOARD_REVEAL',
    description:
      '`on` lets administrators with the role admin see the access token of a user in the dashboard, with a reason, after showing password or passkey again. Every look is logged and told to webhooks.',
    fallback: 'off',
    read: oneOf(['off', 'on']),
  } satisfies Setting<'off' | 'on'>,
  trustProxy: {
    name: 'VALETKEY_TRUST_PROXY',
    description:
      'Whose X-Forwarded-For to believe: `off`, the number of proxies in front, or their addresses and ranges, comma-separated.',
    fallback: 'off',
    read: readTrustProxy,
  } satisfies Setting<TrustProxy>,
  allowPrivateIdps: {
    name: 'VALETKEY_ALLOW_PRIVATE_IDPS',
    description:
      'Private and loopback addresses that this server may call (IdPs, webhooks, back-channel logout): `host:port`, comma-separated. `on` opens all of them, and http on loopback: for development. `off` refuses them.',
    fallback: 'off',
    read: readOpenPlaces,
  } satisfies Setting<OpenPlaces>,
  readLogDays: {
    name: 'VALETKEY_READ_LOG_DAYS',
    description:
      'Days that the log of token reads is kept at least. `idp_tokens.read_log_days` of the tenant makes it longer, and shorter only down to this.',
    fallback: '30',
    read: readDays,
  } satisfies Setting<number>,
  logLevel: {
    name: 'VALETKEY_LOG_LEVEL',
    description: 'Least severe log line that is written.',
    fallback: 'info',
    read: oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
  } satisfies Setting<string>,
};
