import { expect, test } from 'vitest';
import {
  type LanguageWishes,
  locales,
  pickLocale,
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
  ['the first wish that we can follow wins', { uiLocales: 'fr-CA sv de en' }, 'de'],
  ['a tag only begins like one of ours', { uiLocales: 'deu den' }, 'en'],
  ['the application says nothing, the browser does', { acceptLanguage: 'fr;q=0.9, de-CH;q=0.8, en;q=0.7' }, 'de'],
  ['the browser orders by weight', { acceptLanguage: 'en;q=0.2, de;q=0.9' }, 'de'],
  ['a weight of nothing excludes', { acceptLanguage: 'de;q=0, fr' }, 'en'],
  ['the application goes before the browser', { uiLocales: 'en', acceptLanguage: 'de' }, 'en'],
  [
    'the wish is no language',
    { uiLocales: '"><script> constructor __proto__ - -- *', acceptLanguage: ';;q=,,=' },
    'en',
  ],
])('the language is right when %s', (_, wishes, expected) => {
  expect(pickLocale(wishes)).toBe(expected);
});

/** The shape of a table of texts, with the names that each text has a place for. */
function outline(table: object, path = ''): string[] {
  return Object.entries(table).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [`${path}${key}: ${[...value.matchAll(/\{\w+\}/g)].sort().join(' ')}`]
      : outline(value, `${path}${key}.`),
  );
}

test.each(locales)('the table for %s has every text, with the same names in it', (locale) => {
  expect(outline(textsIn(locale))).toEqual(outline(textsIn('en')));
  for (const text of JSON.stringify(textsIn(locale)).matchAll(/":"([^"]*)"/g)) expect(text[1]).not.toBe('');
});

test('the words of a page and its lang attribute follow the language', () => {
  const page = {
    tenantName: 'Acme',
    clientName: 'App',
    connections: [{ name: 'github', label: 'GitHub' }],
    action: '/x',
  };
  const german = renderSignInPage({ ...page, signUp: false, locale: 'de' }).html;
  expect(german).toContain('<html lang="de">');
  expect(german).toContain('Weiter mit GitHub');
  const english = renderSignInPage({ ...page, signUp: false }).html;
  expect(english).toContain('<html lang="en">');
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
    '<p lang="en">Something else.</p>',
  );
});
