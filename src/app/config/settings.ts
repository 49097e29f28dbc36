import { isIP } from 'node:net';

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

function readPort(text: string) {
  const port = Number(text);
  const fits = /^\d{1,5}$/.test(text) && port <= 65_535;
  return fits ? value(port) : { problem: 'must be a whole number from 0 to 65535' };
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
    description: '`sqlite:PATH` (one node) or `postgres://…` (any number of nodes).',
    fallback: 'sqlite:./data/valetkey.db',
    read: readDatabaseUrl,
  } satisfies Setting<string>,
  key: {
    name: 'VALETKEY_KEY',
    description:
      'Key-encryption key: 32 random bytes in base64 (`openssl rand -base64 32`). This or VALETKEY_KEY_FILE.',
    read: (text: string) => value(text),
  } satisfies Setting<string>,
  keyFile: {
    name: 'VALETKEY_KEY_FILE',
    description: 'File that holds the key in base64; readable by its owner alone (mode 0600 or 0400).',
    read: (text: string) => value(text),
  } satisfies Setting<string>,
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
      '`on` allows IdP endpoints on private and loopback addresses, and http on loopback. Off they are refused.',
    fallback: 'off',
    read: oneOf(['off', 'on']),
  } satisfies Setting<'off' | 'on'>,
  logLevel: {
    name: 'VALETKEY_LOG_LEVEL',
    description: 'Least severe log line that is written.',
    fallback: 'info',
    read: oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
  } satisfies Setting<string>,
};
