import { ValetkeyError } from '../../base/index.ts';

export type Pairs = readonly (readonly [string, string])[];

/** Every parameter of a query, in order and with repetitions, which the OAuth rules want to see. */
export function readQueryPairs(url: string): Pairs {
  const mark = url.indexOf('?');
  return mark === -1 ? [] : [...new URLSearchParams(url.slice(mark + 1))];
}

/** @throws {ValetkeyError} `invalid_request` for JSON that is not a flat object of texts. */
export function readJsonPairs(body: unknown): Pairs {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new ValetkeyError('invalid_request', { description: 'The body must be a JSON object' });
  }
  return Object.entries(body)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => {
      if (typeof value === 'string') return [name, value];
      if (typeof value === 'number' || typeof value === 'boolean') return [name, String(value)];
      const shown = /^[\w.-]{1,40}$/.test(name) ? name : 'a parameter';
      throw new ValetkeyError('invalid_request', { description: `${shown} must be a string` });
    });
}

/** A form parsed to pairs by our parser, or JSON. */
export function readBodyPairs(body: unknown): Pairs {
  if (body === undefined || body === null) return [];
  return body instanceof FormPairs ? body.pairs : readJsonPairs(body);
}

/** Marks a parsed form, so that it is told apart from JSON. */
export class FormPairs {
  readonly pairs: Pairs;

  constructor(text: string) {
    this.pairs = [...new URLSearchParams(text)];
  }
}
