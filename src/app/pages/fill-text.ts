import { Html, html } from './html.ts';

/** What a text may name; what is not there stays as it is written. */
export type Names = Readonly<Record<string, string | undefined>>;

const place = /\{(\w+)\}/;

function nameOf(names: Names, key: string): string | undefined {
  return Object.hasOwn(names, key) ? names[key] : undefined;
}

/** Puts names into a text such as `Sign in to {client}`, as plain text for a title. */
export function fillPlain(text: string, names: Names): string {
  return text.replace(new RegExp(place, 'g'), (whole, key: string) => nameOf(names, key) ?? whole);
}

/** The same as HTML. Names stand apart in weight, and in <bdi> so that none can turn the words around it about. */
export function fillText(text: string, names: Names): Html {
  const parts = text.split(place).map((part, index) => {
    if (index % 2 === 0) return html`${part}`;
    const name = nameOf(names, part);
    return name === undefined ? html`{${part}}` : html`<strong><bdi>${name}</bdi></strong>`;
  });
  return new Html(parts.map(({ text: made }) => made).join(''));
}
