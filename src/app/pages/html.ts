/** HTML made by `html`: it may stand in other HTML as it is. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What a template takes. Nothing is shown for `undefined`; a list is shown one after the other. */
export type HtmlPart = string | number | Html | readonly Html[] | undefined;

// A carriage return is written as a reference because parsers turn a raw one into a line feed (HTML section 13.2.3.5).
const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '\r': '&#13;',
};

/** Makes any text inert between tags and inside a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"'\r]/g, (character) => references[character]!);
}

function render(part: HtmlPart): string {
  if (part === undefined) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'object') return part.map(render).join('');
  return escapeHtml(String(part));
}

/**
 * Template tag: every value is escaped unless `html` made it.
 * Throws where a value would stand in an attribute without quotes, the one place that escaping does not cover.
 */
export function html(literals: TemplateStringsArray, ...parts: HtmlPart[]): Html {
  for (const literal of literals.slice(0, -1)) {
    if (literal.endsWith('=')) throw new TypeError(`An attribute's value needs quotes: ${literal.slice(-40)}`);
  }
  return new Html(String.raw({ raw: literals }, ...parts.map(render)));
}
