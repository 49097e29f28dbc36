import { parseFormPairs, ValetkeyError } from '../../base/index.ts';

export type Pairs = readonly (readonly [string, string])[];

/** More than any request has use for, and so few that parsing them takes no time. */
const mostParameters = 2_000;

function refuseMany(): ValetkeyError {
  return new ValetkeyError('invalid_request', { description: `Not more than ${mostParameters} parameters` });
}

/**
 * Every parameter of a query, in order and with repetitions, which the OAuth rules want to see.
 * @throws {ValetkeyError} `invalid_request` when there are too many
 */
export function readQueryPairs(url: string): Pairs {
  const mark = url.indexOf('?');
  if (mark === -1) return [];
  const pairs = parseFormPairs(url.slice(mark + 1), mostParameters);
  if (!pairs) throw refuseMany();
  return pairs;
}

/** One parameter of a query, for whoever answers a request that may be wrong in any other way: it refuses nothing. */
export function readQueryValue(url: string, name: string): string | undefined {
  const mark = url.indexOf('?');
  return mark === -1 ? undefined : (new URLSearchParams(url.slice(mark + 1)).get(name) ?? undefined);
}

/** @throws {ValetkeyError} `invalid_request` for JSON that is not a flat object of texts. */
export function readJsonPairs(body: unknown): Pairs {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new ValetkeyError('invalid_request', { description: 'The body must be a JSON object' });
  }
  const members = Object.entries(body);
  if (members.length > mostParameters) throw refuseMany();
  return members
    .filter(([, value]) => value !== null)
    .map(([name, value]) => {
      if (typeof value === 'string') return [name, value];
      if (typeof value === 'number' || typeof value === 'boolean') return [name, String(value)];
      const shown = /^[\w.-]{1,40}$/.test(name) ? name : 'a parameter';
      throw new ValetkeyError('invalid_request', { description: `${shown} must be a string` });
    });
}

/** A form, or JSON. */
export function readBodyPairs(body: unknown): Pairs {
  if (body === undefined || body === null) return [];
  return body instanceof FormPairs ? body.pairs : readJsonPairs(body);
}

/** A form, told apart from JSON. It is read where its reader's errors are answered, in the dialect of that API. */
export class FormPairs {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** @throws {ValetkeyError} `invalid_request` when there are too many */
  get pairs(): Pairs {
    const pairs = parseFormPairs(this.#text, mostParameters);
    if (!pairs) throw refuseMany();
    return pairs;
  }
}
