import type { CustomTexts, CustomTextsOfPrompt } from '../../../contract/index.ts';
import { type Language, textsIn } from '../languages.ts';
import type { Texts } from '../texts/texts.ts';
import { textPlaces, variables } from './places.ts';

interface Table {
  [key: string]: Table | string;
}

/** `${clientName}` as an operator writes it, as `{client}` of our own texts. */
function toOwnForm(text: string, named: readonly string[]): string {
  return text.replace(/\$\{(\w+)\}/g, (whole, name: string) => {
    const own = Object.hasOwn(variables, name) ? variables[name] : undefined;
    return own !== undefined && named.some((one) => variables[one] === own) ? `{${own}}` : whole;
  });
}

/** Lays one text over the table; the steps of the path are our own, never a caller's. */
function put(table: Table, path: string, text: string): void {
  const steps = path.split('.');
  const last = steps.pop()!;
  const holder = steps.reduce((at, step) => at[step] as Table, table);
  holder[last] = text;
}

/** The texts of one prompt, for the keys that our pages have. An empty one leaves ours, so that no heading is empty. */
function layOver(table: Table, prompt: string, given: CustomTextsOfPrompt): void {
  for (const { screen, keys, prompt: own, variables: named } of textPlaces) {
    const texts = own === prompt && Object.hasOwn(given, screen) ? given[screen]! : {};
    for (const [key, path] of Object.entries(keys)) {
      const text = Object.hasOwn(texts, key) ? texts[key]! : '';
      if (text.trim() !== '') put(table, path, toOwnForm(text, named));
    }
  }
}

/** The languages of custom texts that speak to a reader, the closest last: `pt`, then `pt-br`. */
function layersFor({ locale, range }: Language): string[] {
  const subtags = range.toLowerCase().split('-');
  const prefixes = subtags.map((_, index) => subtags.slice(0, index + 1).join('-'));
  // Auth0 has no plain `zh`, and ours is the simplified one.
  return [...new Set([locale, ...(locale === 'zh' ? ['zh-cn'] : []), ...prefixes])];
}

const made = new WeakMap<CustomTexts, Map<string, Texts>>();

/** Our texts in this language with the operator's laid over them; undefined where there are none. */
export function customiseTexts(custom: CustomTexts, language: Language): Texts | undefined {
  const byTag = new Map(Object.entries(custom).map(([tag, prompts]) => [tag.toLowerCase(), prompts]));
  const layers = layersFor(language).filter((tag) => byTag.has(tag));
  if (layers.length === 0) return undefined;
  const known = made.get(custom) ?? new Map<string, Texts>();
  made.set(custom, known);
  // Of what the operator has, so that no reader's header makes it grow.
  const key = [language.locale, ...layers].join(' ');
  const before = known.get(key);
  if (before) return before;
  const texts = structuredClone(textsIn(language.locale));
  for (const tag of layers) {
    for (const [prompt, given = {}] of Object.entries(byTag.get(tag)!)) {
      layOver(texts as unknown as Table, prompt, given);
    }
  }
  known.set(key, texts);
  return texts;
}
