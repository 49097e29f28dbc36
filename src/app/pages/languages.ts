import { ar } from './texts/ar.ts';
import { de } from './texts/de.ts';
import { en } from './texts/en.ts';
import { es } from './texts/es.ts';
import { fr } from './texts/fr.ts';
import { ja } from './texts/ja.ts';
import { pt } from './texts/pt.ts';
import type { Texts } from './texts/texts.ts';
import { tr } from './texts/tr.ts';
import { zh } from './texts/zh.ts';

const languages = { en, de, fr, es, pt, ja, zh, tr, ar } as const satisfies Record<string, Texts>;

/** A language that the pages speak, as a BCP 47 tag. */
export type Locale = keyof typeof languages;

export const locales = Object.keys(languages) as Locale[];
export const defaultLocale: Locale = 'en';

export function textsIn(locale: Locale): Texts {
  return languages[locale];
}

/** The words of a page: the operator's where there are some. */
export function textsOf({
  texts,
  locale = defaultLocale,
}: {
  texts?: Texts | undefined;
  locale?: Locale | undefined;
}): Texts {
  return texts ?? textsIn(locale);
}

/** Value of `dir` for a page in this language. */
export function directionOf(locale: Locale): 'ltr' | 'rtl' {
  return locale === 'ar' ? 'rtl' : 'ltr';
}

/** RFC 4647 section 3.4: the range is cut from its end until it names a language that we have. */
export function lookUpLocale(range: string): Locale | undefined {
  const subtags = range.toLowerCase().split('-');
  while (subtags.length > 0) {
    const candidate = subtags.join('-');
    const found = locales.find((locale) => locale.toLowerCase() === candidate);
    if (found) return found;
    subtags.pop();
    // A single letter opens an extension; alone at the end it means nothing.
    if (subtags.at(-1)?.length === 1) subtags.pop();
  }
  return undefined;
}

/** The ranges of an Accept-Language header, the most wanted first (RFC 9110 section 12.5.4). */
function acceptedRanges(header: string): string[] {
  return header
    .split(',')
    .map((entry) => {
      const [range = '', ...parameters] = entry.split(';').map((part) => part.trim());
      const weight = parameters.find((parameter) => /^q=/i.test(parameter))?.slice(2);
      return { range, weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ range, weight }) => range !== '' && weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .map(({ range }) => range);
}

export interface LanguageWishes {
  /** `ui_locales`: language tags with spaces between, the most wanted first (OpenID Connect Core section 3.1.2.1). */
  readonly uiLocales?: string | undefined;
  /** The browser's Accept-Language header, asked where the application says nothing that we can follow. */
  readonly acceptLanguage?: string | undefined;
}

export interface Language {
  readonly locale: Locale;
  /** The wish that it answers, such as `pt-BR` where it is Portuguese. */
  readonly range: string;
}

/** Picks the language of a page; an unknown or malformed wish is passed over, never an error. */
export function pickLanguage({ uiLocales = '', acceptLanguage = '' }: LanguageWishes): Language {
  const wishes = [...uiLocales.slice(0, maxLength).split(' '), ...acceptedRanges(acceptLanguage.slice(0, maxLength))];
  for (const wish of wishes) {
    const locale = lookUpLocale(wish);
    if (locale) return { locale, range: wish };
  }
  return { locale: defaultLocale, range: defaultLocale };
}

// Both come from anybody, so what is looked at has a bound.
const maxLength = 500;
