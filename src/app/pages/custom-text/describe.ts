import type { PageTexts } from '../../../contract/index.ts';
import { type Locale, locales, lookUpLocale, textsIn } from '../languages.ts';
import { textPlaces, variables } from './places.ts';

/** As custom texts name the language: Auth0 has no plain `zh`. */
const tagOf = (locale: Locale) => (locale === 'zh' ? 'zh-CN' : locale);

const written = new Map(
  Object.entries(variables)
    .map(([auth0, own]) => [own, auth0])
    .reverse() as [string, string][],
);

/** `{client}` of our texts as an operator writes it. */
function toWrittenForm(text: string): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (written.has(name) ? `\${${written.get(name)}}` : whole));
}

function textAt(locale: Locale, path: string): string {
  return path
    .split('.')
    .reduce((at: unknown, step) => (at as Record<string, unknown>)[step], textsIn(locale)) as string;
}

/** Every text that an operator may replace, as it is in this language; undefined for one that the pages do not speak. */
export function describePageTexts(language: string): PageTexts | undefined {
  const locale = lookUpLocale(language);
  if (locale === undefined) return undefined;
  return {
    languages: locales.map(tagOf),
    screens: textPlaces.map(({ prompt, screen, title, variables: named, keys }) => ({
      ...{ prompt, screen, title, variables: [...named] },
      texts: Object.entries(keys).map(([key, path]) => ({ key, text: toWrittenForm(textAt(locale, path)) })),
    })),
  };
}
