import { inspect } from 'node:util';

const hidden = '[secret]';

/** Text that must not reach a log: every way of printing it shows a placeholder, and only `reveal()` gives it. */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return hidden;
  }

  toJSON(): string {
    return hidden;
  }

  [inspect.custom](): string {
    return hidden;
  }
}

/** Enough of a secret to recognise it on a screen, never enough to use it. */
export function shortenSecret(text: string): string {
  if (text.length <= 16) return '…';
  return `${text.slice(0, 6)}…${text.slice(-2)} (${text.length} characters)`;
}
