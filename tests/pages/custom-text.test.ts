import { expect, test } from 'vitest';
import { customiseTexts, describePageTexts, locales, renderPreview } from '../../src/app/pages/index.ts';

const { screens, languages } = describePageTexts('en')!;

/** What stands on a page only when there is something to say. */
const notInPreview = [
  'login noConnectionsTitle',
  'login noConnectionsText',
  'logout descriptionWithoutClient',
  'common backText',
  'common backToClientText',
  'error-page tellOperatorText',
  'error-page backText',
  'error-page askAgainText',
  'error-page askAgainAtText',
];

test('each text that the editor offers stands on the page that it shows, and is the one that a person sees', () => {
  const missing = screens.flatMap(({ prompt, screen, texts }) =>
    texts.flatMap(({ key }) => {
      const custom = { en: { [prompt]: { [screen]: { [key]: `written-${key}` } } } };
      const language = { locale: 'en', range: 'en' } as const;
      const page = renderPreview(screen, { tenantName: 'Acme', texts: customiseTexts(custom, language) });
      return page!.html.includes(`written-${key}`) ? [] : [`${screen} ${key}`];
    }),
  );
  expect(missing.sort()).toEqual(notInPreview.sort());
});

test.each(locales)('in %s the editor has every text, with names as an operator writes them', (locale) => {
  const described = describePageTexts(locale)!;
  for (const { screen, texts, variables } of described.screens) {
    for (const { key, text } of texts) {
      expect(text, `${screen} ${key}`).toMatch(/\S/);
      const named = [...text.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name);
      for (const name of named) expect(variables, `${screen} ${key}`).toContain(name);
      expect(text.replace(/\$\{\w+\}/g, ''), `${screen} ${key}`).not.toMatch(/[{}]/);
    }
  }
});

test('a language that the pages do not speak is not described, and each that they speak is', () => {
  expect(describePageTexts('it')).toBeUndefined();
  for (const language of languages) expect(describePageTexts(language)?.screens).toHaveLength(screens.length);
});

test('ours are the same for everybody else after somebody wrote some', () => {
  const language = { locale: 'en', range: 'en' } as const;
  customiseTexts({ en: { login: { login: { title: 'Mine' } } } }, language);
  const { html } = renderPreview('login', { tenantName: 'Acme' })!;
  expect(html).toContain('<h1>Sign in</h1>');
  expect(renderPreview('nothing', { tenantName: 'Acme' })).toBeUndefined();
});
