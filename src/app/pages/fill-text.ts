import { Html, html } from './html.ts';

type Names = Readonly<Record<string, string>>;

/** Puts names into a text such as `Sign in to {client}`, as plain text for a title. */
export function fillPlain(text: string, names: Names): string {
  return text.replace(/\{(\w+)\}/g, (whole, key: string) => names[key] ?? whole);
}

/** The same as HTML. Names stand apart in weight, and in <bdi> so that none can turn the words around it about. */
export function fillText(text: string, names: Names): Html {
  const parts = text.split(/\{(\w+)\}/);
  return new Html(
    parts
      .map((part, index) => (index % 2 === 0 ? html`${part}` : html`<strong><bdi>${names[part]}</bdi></strong>`).text)
      .join(''),
  );
}
