import type { Browser, BrowserContextOptions, Page as Tab } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  renderFormPost,
  renderLogoutConfirmation,
  renderSignInPage,
  renderWebMessage,
} from '../../src/app/pages/index.ts';
import { launchChromium, noChromium, watch } from './chromium.ts';
import { type PageServer, startPageServer } from './page-server.ts';
import { type Legibility, legibility, skeletonsOf } from './probes.ts';
import { attacks, sampleList } from './samples.ts';

const connections = [
  { name: 'google-oauth2', label: 'Google' },
  { name: 'github', label: 'GitHub' },
];
const signInPage = { tenantName: 'Acme', clientName: 'Calendar', connections, signUp: false } as const;

/** Whatever a state may hold (AS-08), but line breaks, which forms rewrite. */
const state = `&=%+ "<'>#?/\\;,\t äöü€ 🔑 </script><!-- ${'x'.repeat(2000)}`;

describe.skipIf(noChromium)(`in Chromium${noChromium ? ` (skipped: ${noChromium})` : ''}`, { timeout: 60_000 }, () => {
  let browser: Browser;
  let issuer: PageServer;
  let application: PageServer;

  beforeAll(async () => {
    [browser, issuer, application] = await Promise.all([launchChromium(), startPageServer(), startPageServer()]);
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    issuer?.close();
    application?.close();
  });

  async function withTab(
    options: BrowserContextOptions,
    use: (tab: Tab, seen: string[]) => Promise<void>,
  ): Promise<void> {
    const context = await browser.newContext(options);
    try {
      const tab = await context.newPage();
      await use(tab, watch(tab));
    } finally {
      await context.close();
    }
  }

  test('the watch sees what these tests rule out: an alert, and a script that the policy stops', async () => {
    await withTab({}, async (tab, seen) => {
      application.answers.set('/broken', '<script>alert(1)</script>');
      await tab.goto(`${application.origin}/broken`);
      expect(seen).toEqual(['dialog: 1']);
      const page = renderSignInPage({ ...signInPage, action: '/x' });
      issuer.answers.set('/broken', { ...page, html: `${page.html}<script>alert(1)</script>` });
      await tab.goto(`${issuer.origin}/broken`);
      expect(seen[1]).toContain('Content Security Policy');
    });
  });

  test.each(sampleList)(
    'AS-01: %s page: hostile values do nothing and leave the elements as they are',
    async (_, render) => {
      const inOneText = [attacks.join(' '), attacks.toReversed().join('')];
      await withTab({}, async (tab, seen) => {
        const documents = ['harmless', ...attacks, ...inOneText].map((text) => render(text).html);
        const [expected, ...skeletons] = await tab.evaluate<string[][]>(skeletonsOf(documents));
        for (const [index, skeleton] of skeletons.entries()) expect(skeleton, attacks[index]).toEqual(expected);

        for (const text of inOneText) {
          issuer.answers.set('/page', { ...render(text), status: 200 });
          await tab.goto(`${issuer.origin}/page`);
        }
        expect(seen).toEqual([]);
      });
    },
  );

  test('AS-22: a javascript: action of a form post is stopped by the policy', async () => {
    await withTab({}, async (tab, seen) => {
      issuer.answers.set('/page', renderFormPost({ action: 'javascript:alert(1)', fields: { code: 'c' } }));
      await tab.goto(`${issuer.origin}/page`);
      await expect.poll(() => seen.join()).toContain('Content Security Policy');
      expect(seen.some((entry) => entry.startsWith('dialog'))).toBe(false);
    });
  });

  test.each([true, false])(
    'AS-22, AS-08: a form post arrives unchanged and may redirect on, script on: %s',
    async (scripted) => {
      application.answers.set('/callback', { location: `${issuer.origin}/elsewhere` });
      const fields = { code: 'a+b/c=', state, submit: 'not the method', left_out: undefined };
      issuer.answers.set('/page', renderFormPost({ action: `${application.origin}/callback?a=1&copy=2`, fields }));
      await withTab({ javaScriptEnabled: scripted }, async (tab, seen) => {
        application.submissions.length = 0;
        await tab.goto(`${issuer.origin}/page`);
        if (!scripted) await tab.getByRole('button', { name: 'Continue' }).click();
        await tab.waitForURL(`${issuer.origin}/elsewhere`);
        expect(application.submissions).toHaveLength(1);
        const { headers, body } = application.submissions[0]!;
        expect(headers['content-type']).toBe('application/x-www-form-urlencoded');
        expect([...new URLSearchParams(body)]).toEqual([
          ['code', 'a+b/c='],
          ['state', state],
          ['submit', 'not the method'],
        ]);
        expect(headers.referer).toBeUndefined();
        expect(seen).toEqual([]);
      });
    },
  );

  /** What a page of the application hears, as [origin, data]. */
  const listening = (content: string) =>
    `<!doctype html><link rel="icon" href="data:,"><script>heard = []; addEventListener('message', (event) => heard.push([event.origin, event.data]))</script>${content}`;
  const heard = (tab: Tab) => tab.evaluate('heard');

  test('AS-22, AS-08: a web message reaches the window around a hidden iframe, unchanged', async () => {
    const response = { code: 'c', state, left_out: undefined };
    issuer.answers.set('/silent', renderWebMessage({ targetOrigin: application.origin, response }));
    application.answers.set('/app', listening(`<iframe hidden src="${issuer.origin}/silent"></iframe>`));
    await withTab({}, async (tab, seen) => {
      await tab.goto(`${application.origin}/app`);
      await expect.poll(() => heard(tab)).toHaveLength(1);
      expect(await heard(tab)).toEqual([
        [issuer.origin, { type: 'authorization_response', response: { code: 'c', state } }],
      ]);
      expect(seen).toEqual([]);
    });
  });

  test('a web message reaches the opener of a pop-up', async () => {
    const response = { error: 'login_required', error_description: 'Login required', state: 's' };
    issuer.answers.set('/popup', renderWebMessage({ targetOrigin: application.origin, response }));
    application.answers.set('/app', listening(''));
    await withTab({}, async (tab, seen) => {
      await tab.goto(`${application.origin}/app`);
      await tab.evaluate(`void open('${issuer.origin}/popup', 'p', 'popup')`);
      await expect.poll(() => heard(tab)).toEqual([[issuer.origin, { type: 'authorization_response', response }]]);
      expect(seen).toEqual([]);
    });
  });

  test('AS-24: another origin can neither frame a web message nor hear it as the opener', async () => {
    issuer.answers.set('/silent', renderWebMessage({ targetOrigin: 'https://app.example', response: { code: 'c' } }));
    application.answers.set('/foreign', listening(`<iframe src="${issuer.origin}/silent"></iframe>`));
    await withTab({}, async (tab, seen) => {
      await tab.goto(`${application.origin}/foreign`);
      await expect.poll(() => seen.join()).toContain('frame-ancestors');
      const [popup] = await Promise.all([
        tab.waitForEvent('popup'),
        tab.evaluate(`void open('${issuer.origin}/silent', 'p', 'popup')`),
      ]);
      await popup.getByText('You can close this window.').waitFor();
      expect(await heard(tab)).toEqual([]);
    });
  });

  test('a web message in a window of its own tells nobody and shows that it is done', async () => {
    issuer.answers.set('/silent', renderWebMessage({ targetOrigin: application.origin, response: { code: 'c' } }));
    await withTab({}, async (tab, seen) => {
      await tab.goto(`${issuer.origin}/silent`);
      await tab.getByText('You can close this window.').waitFor();
      expect(seen).toEqual([]);
    });
  });

  test('AS-24: the sign-in page cannot be framed', async () => {
    issuer.answers.set('/login', renderSignInPage({ ...signInPage, action: '/login' }));
    application.answers.set('/foreign', `<iframe src="${issuer.origin}/login"></iframe>`);
    await withTab({}, async (tab, seen) => {
      await tab.goto(`${application.origin}/foreign`);
      await expect.poll(() => seen.join()).toContain('frame');
      expect(await tab.frames()[1]?.getByRole('button').count()).toBe(0);
    });
  });

  test('the sign-in page works by keyboard and without script, and its form may lead through an IdP and back', async () => {
    const page = renderSignInPage({ ...signInPage, action: '/login?state=a%26b', fields: { txn: '"t"' } });
    issuer.answers.set('/page', page);
    issuer.answers.set('/login', { location: `${application.origin}/idp` });
    application.answers.set('/idp', { location: `${issuer.origin}/login/callback` });
    issuer.answers.set('/login/callback', { location: `${application.origin}/signed-in` });
    await withTab({ javaScriptEnabled: false }, async (tab, seen) => {
      issuer.submissions.length = 0;
      await tab.goto(`${issuer.origin}/page`);
      await tab.keyboard.press('Tab');
      await tab.keyboard.press('Tab');
      await tab.keyboard.press('Enter');
      await tab.waitForURL(`${application.origin}/signed-in`);
      expect([...new URLSearchParams(issuer.submissions[0]?.body)]).toEqual([
        ['txn', '"t"'],
        ['connection', 'github'],
      ]);
      expect(seen).toEqual([]);
    });
  });

  test('a screen reader is told the heading, and a list of buttons by name', async () => {
    await withTab({ javaScriptEnabled: false }, async (tab) => {
      await tab.setContent(renderSignInPage({ ...signInPage, action: '/x' }).html);
      expect(await tab.locator('body').ariaSnapshot()).toBe(
        [
          '- banner: Acme',
          '- main:',
          '  - heading "Sign in" [level=1]',
          '  - paragraph:',
          '    - text: to continue to',
          '    - strong: Calendar',
          '  - list:',
          '    - listitem:',
          '      - button "Continue with Google"',
          '    - listitem:',
          '      - button "Continue with GitHub"',
          '  - paragraph: You sign in at the provider you choose. Your password stays there.',
        ].join('\n'),
      );
    });
  });

  test.each(['sign-out', 'stay'])('AS-49: the confirmation posts its fields and the decision %s', async (decision) => {
    const fields = { id_token_hint: 'h', state: '<s>' };
    issuer.answers.set('/page', renderLogoutConfirmation({ tenantName: 'Acme', action: '/logout', fields }));
    await withTab({ javaScriptEnabled: false }, async (tab) => {
      issuer.submissions.length = 0;
      await tab.goto(`${issuer.origin}/page`);
      await tab.getByRole('button', { name: decision === 'stay' ? 'Stay signed in' : 'Sign out' }).click();
      await tab.waitForURL('**/logout');
      expect([...new URLSearchParams(issuer.submissions[0]?.body)]).toEqual([
        ...Object.entries(fields),
        ['decision', decision],
      ]);
    });
  });

  test.each(['light', 'dark'] as const)(
    'every text is easy to read and nothing leaves a narrow screen, %s',
    async (colorScheme) => {
      await withTab({ colorScheme, viewport: { width: 320, height: 600 } }, async (tab) => {
        for (const [name, render] of sampleList) {
          const plain = { ...render('x'.repeat(120)) };
          await tab.setContent(plain.html.replace(/<script>[\s\S]*?<\/script>/, ''));
          const { texts, contrast, overflow } = await tab.evaluate<Legibility>(legibility);
          expect(texts, name).toBeGreaterThan(1);
          expect(contrast, name).toBeGreaterThanOrEqual(4.5);
          expect(overflow, name).toBe(0);
        }
      });
    },
  );
});
