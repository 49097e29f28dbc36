import { createRequire } from 'node:module';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium, noChromium } from './chromium.ts';
import { sampleList } from './samples.ts';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

interface Finding {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string }[];
}

const looks = {
  plain: {},
  branded: {
    branding: { colors: { primary: '#ffd43b', page_background: '#e8590c' }, logo_url: 'https://cdn.example.com/l.svg' },
  },
};

describe.skipIf(noChromium)(`axe-core${noChromium ? ` (skipped: ${noChromium})` : ''}`, { timeout: 120_000 }, () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchChromium();
  }, 60_000);
  afterAll(() => browser?.close());

  async function findIn(documents: readonly string[], colorScheme: 'light' | 'dark'): Promise<Finding[][]> {
    // The policy of a page would keep the examiner out too; what is examined is what people meet.
    const context = await browser.newContext({ colorScheme, viewport: { width: 390, height: 844 } });
    try {
      const tab = await context.newPage();
      const found: Finding[][] = [];
      for (const html of documents) {
        await tab.setContent(html.replace(/<script>[\s\S]*?<\/script>/, ''));
        // It stays in the window when the next document is written into it.
        if (found.length === 0) await tab.addScriptTag({ path: axe });
        const { violations } = await tab.evaluate<{ violations: Finding[] }>(
          "axe.run({ resultTypes: ['violations'] })",
        );
        found.push(violations);
      }
      return found;
    } finally {
      await context.close();
    }
  }

  test('the examiner sees what is wrong, on the second page as on the first', async () => {
    const fine = '<html lang="en"><head><title>Fine</title></head><body><main><h1>Fine</h1></main></body></html>';
    const poor = '<html><body><img src="x"><p style="color:#eee">pale</p></body></html>';
    const [none, found] = await findIn([fine, poor], 'light');
    expect(none).toEqual([]);
    expect(found?.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['image-alt', 'color-contrast', 'html-has-lang']),
    );
  });

  describe.each(['light', 'dark'] as const)('%s', (colorScheme) => {
    test.each(['en', 'ar'] as const)('every page is free of findings, in %s', async (locale) => {
      const cases = sampleList.flatMap(([name, render]) =>
        Object.entries(looks).map(
          ([look, parts]) => [`${name} ${look}`, render('Acme', { locale, ...parts }).html] as const,
        ),
      );
      const found = await findIn(
        cases.map(([, html]) => html),
        colorScheme,
      );
      for (const [index, [name]] of cases.entries()) {
        const short = found[index]!.map(({ id, impact, nodes }) => [id, impact, nodes[0]?.html]);
        expect([name, short]).toEqual([name, []]);
      }
    });
  });
});
