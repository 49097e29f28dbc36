import { createKeyring, type Keyring } from '../../base/index.ts';
import type { OpenPlaces } from '../../idp-client/index.ts';
import { chooseSource, createKeyWrapper, type KeySettings } from './keys/choose-source.ts';
import { KeyProblem } from './keys/key-source.ts';
import type { KeyWrapper } from './keys/key-wrapper.ts';
import { type Setting, settings, type TrustProxy } from './settings.ts';

/** Everything that a server needs to know from outside, checked. */
export interface Config {
  /** Public base URL with a slash at the end. */
  readonly issuer: string;
  readonly host: string;
  readonly port: number;
  readonly databaseUrl: string;
  /** The keys given to this process. */
  readonly keyring: Keyring;
  /** A debugger and heap snapshots are let in; they show keys and tokens (V-18). */
  readonly allowInspect?: boolean;
  /** V-15: administrators of the dashboard may see IdP tokens, with a reason. */
  readonly allowReveal?: boolean;
  /** The identity providers are those of the sandbox. */
  readonly sandbox?: boolean;
  readonly trustProxy: TrustProxy;
  readonly allowPrivateIdps: OpenPlaces;
  readonly logLevel: string;
  /** Days that the log of token reads is kept at least, whatever the tenant's settings say. */
  readonly readLogDays?: number | undefined;
  /** Serves https itself; PEM. */
  readonly tls?: { readonly key: string; readonly cert: string };
}

export type Environment = Readonly<Record<string, string | undefined>>;

type Read = <T>(setting: Setting<T>) => T | undefined;

function createReader(environment: Environment, problems: string[]): Read {
  return (setting) => {
    const text = environment[setting.name] || setting.fallback;
    if (text === undefined) return undefined;
    const outcome = setting.read(text);
    if ('value' in outcome) return outcome.value;
    problems.push(`${setting.name} ${outcome.problem}`);
    return undefined;
  };
}

function readKeySettings(read: Read, url: string | undefined): KeySettings {
  return {
    key: read(settings.key),
    keyFile: read(settings.keyFile),
    keyCommand: read(settings.keyCommand),
    keyWrappedFile: read(settings.keyWrappedFile),
    transitUrl: read(settings.transitUrl),
    transitKey: read(settings.transitKey),
    transitTokenFile: read(settings.transitTokenFile),
    // Only a public server has an https address.
    allowVariable: read(settings.allowKeyVariable) === 'on' || !url?.startsWith('https:'),
  };
}

async function loadKeyring(given: KeySettings, environment: Environment): Promise<Keyring> {
  const [first, ...others] = await chooseSource(given, environment).load();
  return createKeyring(first!, others);
}

/** The key service that the environment names, for making wrapped keys. */
export function readKeyWrapper(environment: Environment): { wrapper: KeyWrapper } | { problems: string[] } {
  const problems: string[] = [];
  const given = readKeySettings(createReader(environment, problems), undefined);
  try {
    if (problems.length === 0) return { wrapper: createKeyWrapper(given) };
  } catch (error) {
    if (!(error instanceof KeyProblem)) throw error;
    problems.push(error.message);
  }
  return { problems };
}

/** Reads all settings, and the keys from their source; every problem is in the list, so that one run shows them all. */
export async function readConfig(environment: Environment): Promise<{ config: Config } | { problems: string[] }> {
  const problems: string[] = [];
  const read = createReader(environment, problems);
  const url = read(settings.url);
  const host = read(settings.host);
  const port = read(settings.port);
  const databaseUrl = read(settings.databaseUrl);
  const trustProxy = read(settings.trustProxy);
  const allowPrivateIdps = read(settings.allowPrivateIdps) ?? false;
  const logLevel = read(settings.logLevel);
  const allowInspect = read(settings.allowInspect) === 'on';
  const allowReveal = read(settings.dashboardReveal) === 'on';
  const readLogDays = read(settings.readLogDays);
  const keyring = await loadKeyring(readKeySettings(read, url), environment).catch((error: unknown) => {
    if (!(error instanceof KeyProblem)) throw error;
    problems.push(error.message);
    return undefined;
  });
  // A misspelt name would otherwise be ignored in silence.
  const known = new Set(Object.values(settings).map((setting) => setting.name));
  for (const name of Object.keys(environment)) {
    if (name.startsWith('VALETKEY_') && !known.has(name) && !clientSettings.has(name)) {
      problems.push(`${name} is not a setting of this version`);
    }
  }
  if (problems.length > 0 || !keyring) return { problems };
  return {
    config: {
      issuer: `${url}/`,
      host: host!,
      port: port!,
      databaseUrl: databaseUrl!,
      keyring,
      allowInspect,
      allowReveal,
      readLogDays,
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
