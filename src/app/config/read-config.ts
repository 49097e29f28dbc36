import type { Keyring } from '../../base/index.ts';
import { readKey } from './read-key.ts';
import { type Setting, settings, type TrustProxy } from './settings.ts';

/** Everything that a server needs to know from outside, checked. */
export interface Config {
  /** Public base URL with a slash at the end. */
  readonly issuer: string;
  readonly host: string;
  readonly port: number;
  readonly databaseUrl: string;
  readonly keyring: Keyring;
  readonly trustProxy: TrustProxy;
  readonly allowPrivateIdps: boolean;
  readonly logLevel: string;
  /** Serves https itself; PEM. */
  readonly tls?: { readonly key: string; readonly cert: string };
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads all settings; every problem is in the list, so that one run shows them all. */
export function readConfig(environment: Environment): { config: Config } | { problems: string[] } {
  const problems: string[] = [];
  function read<T>(setting: Setting<T>): T | undefined {
    const text = environment[setting.name] || setting.fallback;
    if (text === undefined) return undefined;
    const outcome = setting.read(text);
    if ('value' in outcome) return outcome.value;
    problems.push(`${setting.name} ${outcome.problem}`);
    return undefined;
  }
  const url = read(settings.url);
  const host = read(settings.host);
  const port = read(settings.port);
  const databaseUrl = read(settings.databaseUrl);
  const trustProxy = read(settings.trustProxy);
  const allowPrivateIdps = read(settings.allowPrivateIdps) === 'on';
  const logLevel = read(settings.logLevel);
  const key = readKey(read(settings.key), read(settings.keyFile));
  if ('problem' in key) problems.push(key.problem);
  // A misspelt name would otherwise be ignored in silence.
  const known = new Set(Object.values(settings).map((setting) => setting.name));
  for (const name of Object.keys(environment)) {
    if (name.startsWith('VALETKEY_') && !known.has(name) && !clientSettings.has(name)) {
      problems.push(`${name} is not a setting of this version`);
    }
  }
  if (problems.length > 0 || 'problem' in key) return { problems };
  return {
    config: {
      issuer: `${url}/`,
      host: host!,
      port: port!,
      databaseUrl: databaseUrl!,
      keyring: key.keyring,
      trustProxy: trustProxy!,
      allowPrivateIdps,
      logLevel: logLevel!,
    },
  };
}

/** Read by the commands that are clients of a server; set beside the others on a developer's machine. */
const clientSettings: ReadonlySet<string> = new Set([
  'VALETKEY_DOMAIN',
  'VALETKEY_CLIENT_ID',
  'VALETKEY_CLIENT_SECRET',
  'VALETKEY_AUDIENCE',
]);
