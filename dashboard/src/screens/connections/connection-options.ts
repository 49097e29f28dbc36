import type { Answer } from '../../api/contract.ts';

export type Provider = Answer<'listProviders'>[number];
export type Options = Readonly<Record<string, unknown>>;
export type ConnectionBody = Answer<'getConnection'>;

/** The options of a connection as a form holds them. */
export interface OptionValues {
  /** Texts and switches by the name of the option. A secret that is there already is empty, and stays. */
  readonly fields: Readonly<Record<string, string | boolean>>;
  /** Known scopes that are asked for. */
  readonly scopes: string[];
  /** Scopes that the provider's list does not have. */
  readonly otherScopes: string[];
  readonly offlineAccess: boolean;
}

type KnownScope = Provider['scopes'][number];

/** Scopes to choose from; Auth0's switch for offline access is a setting of its own. */
export function choicesOf({ scopes }: Provider): readonly KnownScope[] {
  return scopes.filter(({ option }) => option !== 'offline_access');
}

/** A switch may stand for no scope at all: then its option names it in the check-list. */
export function scopeKey({ value, option }: KnownScope): string {
  return value ?? option ?? '';
}

function wordsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.filter((word) => typeof word === 'string');
  return typeof value === 'string' ? value.split(/[\s,]+/).filter((word) => word !== '') : [];
}

function isChosen(known: KnownScope, options: Options, listed: readonly string[], isNew: boolean): boolean {
  if (known.always) return true;
  if (known.option !== undefined) return (options[known.option] as boolean | undefined) ?? known.default;
  // Without a scope of its own the provider's defaults are asked for.
  return listed.length === 0 || isNew ? known.default : listed.includes(known.value ?? '');
}

/** What a form starts with; without options it is that of a new connection. */
export function readOptions(provider: Provider, options: Options = {}): OptionValues {
  const isNew = Object.keys(options).length === 0;
  const listed = wordsOf(options.scope);
  const known = new Set(provider.scopes.flatMap(({ value = '' }) => value.split(' ')));
  const others = [...listed, ...wordsOf(options.freeform_scopes)].filter((scope) => !known.has(scope));
  const fields = provider.options.map(({ name, type, secret }) => {
    const value = options[name];
    if (type === 'switch') return [name, value === true] as const;
    return [name, secret || typeof value !== 'string' ? '' : value] as const;
  });
  return {
    fields: Object.fromEntries(fields),
    scopes: choicesOf(provider)
      .filter((one) => isChosen(one, options, listed, isNew))
      .map(scopeKey),
    otherScopes: [...new Set(others)],
    offlineAccess: options.offline_access === true,
  };
}

/** What is sent for these values. Options that the form does not have stay as they are. */
export function writeOptions(provider: Provider, values: OptionValues, before: Options = {}): Record<string, unknown> {
  const options: Record<string, unknown> = { ...before };
  for (const { name, secret } of provider.options) {
    const value = values.fields[name];
    if (value !== '' && value !== undefined) options[name] = value;
    else if (!secret) delete options[name];
  }
  const switches = choicesOf(provider).filter(({ option, always }) => option !== undefined && !always);
  for (const known of switches) {
    const wanted = values.scopes.includes(scopeKey(known));
    if (wanted !== known.default || before[known.option!] !== undefined) options[known.option!] = wanted;
  }
  const listed = wordsOf(before.scope);
  const free = values.otherScopes.filter((scope) => !listed.includes(scope));
  const named = provider.scopes.filter(({ option }) => option === undefined);
  const scope = [
    ...named.filter((known) => known.always || values.scopes.includes(scopeKey(known))).map(scopeKey),
    ...values.otherScopes.filter((one) => listed.includes(one)),
  ];
  const isText = typeof before.scope === 'string';
  if (scope.length > 0) options.scope = isText ? scope.join(' ') : scope;
  else delete options.scope;
  if (free.length > 0) options.freeform_scopes = free;
  else delete options.freeform_scopes;
  if (values.offlineAccess || before.offline_access !== undefined) options.offline_access = values.offlineAccess;
  return options;
}
