import { ValetkeyError } from '../base/index.ts';

/** Request parameters as RFC 6749 section 3.1 wants them read: empty is absent, and twice is an error. */
export interface Parameters {
  get(name: string): string | undefined;
  readonly repeated: ReadonlySet<string>;
  /** Every parameter that came once, for the look-up of upstream aliases. */
  toRecord(): Record<string, string>;
}

export function readParameters(pairs: Iterable<readonly [string, string]>): Parameters {
  const values = new Map<string, string>();
  const repeated = new Set<string>();
  for (const [name, value] of pairs) {
    if (values.has(name)) repeated.add(name);
    else values.set(name, value);
  }
  return {
    get: (name) => (repeated.has(name) ? undefined : values.get(name) || undefined),
    repeated,
    toRecord: () => Object.fromEntries([...values].filter(([name, value]) => value !== '' && !repeated.has(name))),
  };
}

/** @throws {ValetkeyError} `invalid_request` naming the parameter. */
export function requireParameter(parameters: Parameters, name: string): string {
  const value = parameters.get(name);
  if (value === undefined) {
    throw new ValetkeyError('invalid_request', { description: `Missing required parameter: ${name}` });
  }
  return value;
}

/** @throws {ValetkeyError} `invalid_request` when a parameter came twice. */
export function refuseRepeated(parameters: Parameters): void {
  const [name] = parameters.repeated;
  if (name === undefined) return;
  const shown = /^[\w.-]{1,40}$/.test(name) ? name : 'a parameter';
  throw new ValetkeyError('invalid_request', { description: `${shown} must not be sent more than once` });
}

/** Splits a space-separated list (RFC 6749 section 3.3), without empty and double members. */
export function splitScope(text: string | undefined): string[] {
  return [...new Set((text ?? '').split(' ').filter((part) => part !== ''))];
}
