import { expect, test } from 'vitest';
import {
  type LanguageWishes,
  locales,
  pickLanguage,
  renderErrorPage,
  renderSignInPage,
} from '../../src/app/pages/index.ts';
import { textsIn } from '../../src/app/pages/languages.ts';
import { errorCatalogue } from '../../src/base/index.ts';

test.each<[string, LanguageWishes, string]>([
  ['nothing is asked for', {}, 'en'],
  ['a tag matches exactly', { uiLocales: 'de' }, 'de'],
  ['the case differs', { uiLocales: 'DE-at' }, 'de'],
  ['a longer tag is cut until it matches', { uiLocales: 'de-Latn-CH-1996' }, 'de'],
  ['an extension is cut with its letter', { uiLocales: 'de-u-co-phonebk' }, 'de'],
  ['the first wish that we can follow wins', { uiLocales: 'nl-BE sv de en' }, 'de'],
  ['a tag only begins like one of ours', { uiLocales: 'deu den' }, 'en'],
  ['the application says nothing, the browser does', { acceptLanguage: 'nl;q=0.9, de-CH;q=0.8, en;q=0.7' }, 'de'],
  ['the browser orders by weight', { acceptLanguage: 'en;q=0.2, de;q=0.9' }, 'de'],
  ['a weight of nothing excludes', { acceptLanguage: 'de;q=0, nl' }, 'en'],
  ['the application goes before the browser', { uiLocales: 'en', acceptLanguage: 'de' }, 'en'],
  [
    'the wish is no language',
    { uiLocales: '"><script> constructor __proto__ - -- *', acceptLanguage: ';;q=,,=' },
    'en',
  ],
])('the language is right when %s', (_, wishes, expected) => {
  expect(pickLanguage(wishes).locale).toBe(expected);
});

/** Every text of a table by its path. */
function textsOf(table: object, path = ''): [string, string][] {
  return Object.entries(table).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${path}${key}`, value] as [string, string]] : textsOf(value, `${path}${key}.`),
  );
}

const english = textsOf(textsIn('en'));
const placesIn = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).sort();
const others = locales.filter((locale) => locale !== 'en');

test('the pages speak nine languages', () => {
  expect(locales).toEqual(['en', 'de', 'fr', 'es', 'pt', 'ja', 'zh', 'tr', 'ar']);
});

test.each(others)('the table for %s has every text of the English one, with a place for the same names', (locale) => {
  const texts = textsOf(textsIn(locale));
  expect(texts.map(([path]) => path).sort()).toEqual(english.map(([path]) => path).sort());
  const byPath = new Map(texts);
  for (const [path, text] of english) expect([path, placesIn(byPath.get(path)!)]).toEqual([path, placesIn(text)]);
});

/** Words that are English and nothing else, for the languages that are written in the same letters. */
const englishWords = /\b(the|and|you|your|with|this|that|account|sign|again|of|please|from|allow)\b/i;
/** Names stay as they are in every script. */
const names = /\{\w+\}|\bID\b/g;
const ownScript: Partial<Record<(typeof locales)[number], RegExp>> = {
  ja: /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u,
  zh: /\p{Script=Han}/u,
  ar: /\p{Script=Arabic}/u,
};

test.each(others)('nothing in the table for %s was left in English', (locale) => {
  const byPath = new Map(english);
  for (const [path, text] of textsOf(textsIn(locale))) {
    expect(text, path).not.toBe(byPath.get(path));
    const words = text.replace(names, '');
    const script = ownScript[locale];
    if (script === undefined) expect(words, path).not.toMatch(englishWords);
    else expect(words, path).not.toMatch(/[a-z]/i);
    // A text of nothing but a name and punctuation has no script of its own.
    if (script !== undefined && /\p{L}/u.test(words)) expect(words, path).toMatch(script);
  }
});

test('nothing that looks like English passes for a translation', () => {
  expect('Sign in again').toMatch(englishWords);
  expect('Anmelden, um Kalender zu nutzen').not.toMatch(englishWords);
});

test.each(locales)(
  'the texts for %s are set with care: quotes are curly, nothing is empty or has stray blanks',
  (locale) => {
    for (const [path, text] of textsOf(textsIn(locale))) {
      expect(text, path).toMatch(/\S/);
      expect(text, path).not.toMatch(/["']|^\s|\s$| {2}/);
      // French keeps a sign of two parts on the line of the word before it.
      if (locale === 'fr') expect(text, path).not.toMatch(/(?<!\u00a0)[?!:;]/);
      // Between Japanese or Chinese words no Western comma or full stop.
      if (locale === 'ja' || locale === 'zh') expect(text, path).not.toMatch(/[\p{L}][,.]/u);
      if (locale === 'ar') expect(text, path).not.toMatch(/[,;?]/);
    }
  },
);

test.each(locales)('a page in %s says how it is read, and a name cannot turn that about', (locale) => {
  const { html } = renderSignInPage({
    ...{ tenantName: 'Acme', clientName: '\u202eApp', connections: [], action: '/x', signUp: false, locale },
  });
  expect(html).toContain(`<html lang="${locale}" dir="${locale === 'ar' ? 'rtl' : 'ltr'}">`);
  expect(html).toContain('<bdi>\u202eApp</bdi>');
});

test.each([
  ['en', 1, 'in 1 second'],
  ['de', 1, 'in 1 Sekunde'],
  ['de', 30, 'in 30 Sekunden'],
  ['fr', 2, 'dans 2 secondes'],
  ['ar', 2, 'خلال ثانيتين'],
  ['ar', 5, 'خلال 5 ثوانٍ'],
  ['ar', 30, 'خلال 30 ثانية'],
  ['tr', 300, '5 dakika sonra'],
  ['ja', 300, '5 分後'],
] as const)('in %s a wait of %i s is told by the rules of the language for numbers', (locale, retryAfter, words) => {
  const page = { tenantName: 'A', error: 'e', requestId: 'r', code: 'too_many_requests', repeatable: true } as const;
  expect(renderErrorPage({ ...page, retryAfter, locale }).html).toContain(words);
});

test.each([
  ['en', '. You can try again'],
  ['ja', '。30 秒後'],
  ['zh', '。您可以在30秒钟后'],
] as const)('in %s one sentence follows another as the language writes it', (locale, words) => {
  const page = { tenantName: 'A', error: 'e', requestId: 'r', code: 'too_many_requests', repeatable: true } as const;
  expect(renderErrorPage({ ...page, retryAfter: 30, locale }).html).toContain(words);
});

test('the words of a page and its lang attribute follow the language', () => {
  const page = {
    tenantName: 'Acme',
    clientName: 'App',
    connections: [{ name: 'github', label: 'GitHub' }],
    action: '/x',
  };
  const german = renderSignInPage({ ...page, signUp: false, locale: 'de' }).html;
  expect(german).toContain('<html lang="de" dir="ltr">');
  expect(german).toContain('Weiter mit GitHub');
  const english = renderSignInPage({ ...page, signUp: false }).html;
  expect(english).toContain('<html lang="en" dir="ltr">');
  expect(english).toContain('Continue with GitHub');
  expect(renderSignInPage({ ...page, signUp: true }).html).toContain('Sign up with GitHub');
});

test('an error is told in the language of the page, and what says more than that stands among the details', () => {
  const page = { tenantName: 'Acme', error: 'invalid_request', requestId: 'r1', locale: 'de' } as const;
  const known = renderErrorPage({
    ...page,
    code: 'callback_mismatch',
    description: 'Callback URL mismatch. https://a.example',
  });
  expect(known.status).toBe(403);
  expect(known.html).toContain('Diese Anmeldung kann nicht weitergehen');
  expect(known.html).toContain('Callback URL mismatch. https://a.example');

  const plain = errorCatalogue.callback_mismatch.text;
  expect(renderErrorPage({ ...page, code: 'callback_mismatch', description: plain }).html).not.toContain(plain);
  expect(renderErrorPage({ ...page, description: 'Something else.' }).html).toContain(
    '<p lang="en" dir="ltr">Something else.</p>',
  );
});
