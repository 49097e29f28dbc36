import { type Html, html } from './html.ts';

/** Parameters that a page carries; those without a value are left out. */
export type Fields = Readonly<Record<string, string | undefined>>;

export function hiddenFields(fields: Fields = {}): Html[] {
  return Object.entries(fields)
    .filter((entry): entry is [string, string] => entry[1] !== undefined)
    .map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">\n`);
}
