export interface Element {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface Markup {
  readonly elements: readonly Element[];
  /** Text between tags, references resolved; that of <script> and <style> as it stands. */
  readonly text: string;
}

const references: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', '#39': "'", '#13': '\r', amp: '&' };

function resolve(text: string): string {
  return text.replace(/&([a-z]+|#\d+);/g, (whole, name: string) => references[name] ?? whole);
}

const tagPattern = /<(?:!doctype html|\/[a-z0-9]+|([a-z][a-z0-9]*)((?:\s[^\s=<>"']+(?:="[^"]*")?)*)\s*\/?)>/y;

/** A strict reading of the small part of HTML that our pages use; throws at anything else. */
export function readMarkup(html: string): Markup {
  const elements: Element[] = [];
  const texts: string[] = [];
  let at = 0;
  while (at < html.length) {
    if (html[at] !== '<') {
      const next = html.indexOf('<', at);
      const end = next === -1 ? html.length : next;
      texts.push(resolve(html.slice(at, end)));
      at = end;
      continue;
    }
    tagPattern.lastIndex = at;
    const match = tagPattern.exec(html);
    if (!match) throw new Error(`Not a tag: ${html.slice(at, at + 60)}`);
    at = tagPattern.lastIndex;
    const tag = match[1];
    if (tag === undefined) continue;
    const attributes = [...match[2]!.matchAll(/\s([^\s=]+)(?:="([^"]*)")?/g)].map(
      ([, name, value]) => [name!, resolve(value ?? '')] as const,
    );
    elements.push({ tag, attributes: Object.fromEntries(attributes) });
    if (tag === 'script' || tag === 'style') {
      const end = html.indexOf(`</${tag}`, at);
      texts.push(html.slice(at, end));
      at = end;
    }
  }
  return { elements, text: texts.join('') };
}

/** Tags and attribute names in order: what no value may change. */
export function skeleton({ elements }: Markup): string[] {
  return elements.map(({ tag, attributes }) => `${tag}[${Object.keys(attributes).join(' ')}]`);
}
