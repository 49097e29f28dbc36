import { readFileSync } from 'node:fs';
import { settings } from '../settings.ts';
import { createCommandSource } from './command-source.ts';
import { KeyProblem, type KeySource } from './key-source.ts';
import type { KeyWrapper } from './key-wrapper.ts';
import { createFileSource, createVariableSource, createWrappedSource } from './sources.ts';
import { createTransitWrapper } from './transit-wrapper.ts';

/** The settings about keys as they were read: undefined where the variable is not set, or wrong. */
export interface KeySettings {
  readonly key: string | undefined;
  readonly keyFile: string | undefined;
  readonly keyCommand: readonly string[] | undefined;
  readonly keyWrappedFile: string | undefined;
  readonly transitUrl: string | undefined;
  readonly transitKey: string | undefined;
  readonly transitTokenFile: string | undefined;
  /** A key in the environment: fine on a developer's machine. */
  readonly allowVariable: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

function readText(path: string, setting: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new KeyProblem(`${setting} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`);
  }
}

/**
 * The key service that the settings name.
 * @throws {KeyProblem} when a setting is missing
 */
export function createKeyWrapper({ transitUrl, transitKey, transitTokenFile }: KeySettings): KeyWrapper {
  if (!transitUrl || !transitKey || !transitTokenFile) {
    const names = [settings.transitUrl, settings.transitKey, settings.transitTokenFile].map(({ name }) => name);
    throw new KeyProblem(`a key service needs ${names.join(', ')}`);
  }
  return createTransitWrapper({
    url: transitUrl,
    key: transitKey,
    tokenFile: transitTokenFile,
    urlSetting: settings.transitUrl.name,
    tokenSetting: settings.transitTokenFile.name,
  });
}

/**
 * V-07: the one source of keys.
 * @throws {KeyProblem} when there is none, or more than one
 */
export function chooseSource(given: KeySettings, environment: Environment): KeySource {
  const { key, keyFile, keyCommand, keyWrappedFile } = given;
  const sources: (() => KeySource)[] = [];
  const names: string[] = [];
  function offer<T>({ name }: { readonly name: string }, value: T | undefined, create: (value: T) => KeySource): void {
    if (value === undefined) return;
    names.push(name);
    sources.push(() => create(value));
  }
  offer(settings.key, key, (text) => createVariableSource(settings.key.name, text));
  offer(settings.keyFile, keyFile, (path) => createFileSource(settings.keyFile.name, path));
  offer(settings.keyCommand, keyCommand, (words) => createCommandSource(settings.keyCommand.name, words, environment));
  offer(settings.keyWrappedFile, keyWrappedFile, (path) => {
    const { name } = settings.keyWrappedFile;
    return createWrappedSource(name, () => readText(path, name), createKeyWrapper(given));
  });
  if (sources.length > 1) throw new KeyProblem(`${names.join(' and ')} are both set; keep one`);
  const [create] = sources;
  if (!create) {
    throw new KeyProblem(
      'VALETKEY_KEY or VALETKEY_KEY_FILE must be set; make a key with: valetkey keys generate > valetkey.key',
    );
  }
  if (key !== undefined && !given.allowVariable) {
    throw new KeyProblem(
      `VALETKEY_KEY: every program that this one starts, and every crash report, can see the environment; use ${settings.keyFile.name}, or say ${settings.allowKeyVariable.name}=on`,
    );
  }
  return create();
}
