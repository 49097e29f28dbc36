import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  locales,
  pageHeaders,
  renderErrorPage,
  renderSignedOut,
  renderSignInPage,
  renderWebMessage,
} from '../../src/app/pages/index.ts';
import { readMarkup, skeleton } from './markup.ts';
import { attacks, sampleList, samples } from './samples.ts';

const branding = {
  colors: {
    primary: '#0059d6',
    page_background: { type: 'linear-gradient', start: '#fff', end: '#000', angle_deg: 45 },
  },
  logo_url: 'https://cdn.example.com/logo.svg',
  favicon_url: 'https://cdn.example.com/icon.png',
  font: { url: 'https://fonts.example.com/brand.woff2' },
} as const;

function directives(policy: string): Map<string, string> {
  return new Map(
    policy.split('; ').map((directive) => {
      const [name = '', ...sources] = directive.split(' ');
      return [name, sources.join(' ')];
    }),
  );
}

function hashOf(html: string, tag: 'style' | 'script'): string {
  const text = new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(html)?.[1] ?? '';
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

describe.each(sampleList)('%s page', (name, render) => {
  test('AS-01: a hostile value changes no tag and no attribute, and is shown as it is', () => {
    const expected = skeleton(readMarkup(render('harmless').html));
    for (const attack of attacks) {
      const markup = readMarkup(render(attack).html);
      expect(skeleton(markup), attack).toEqual(expected);
      const values = [markup.text, ...markup.elements.flatMap((element) => Object.values(element.attributes))];
      const shown = name === 'webMessage' ? JSON.stringify(attack).slice(1, -1).replaceAll('<', '\\u003c') : attack;
      expect(
        values.some((value) => value.includes(shown)),
        attack,
      ).toBe(true);
    }
  });

  test('AS-24: the policy lets through this style and this script by hash, and nothing else', () => {
    const { html, contentSecurityPolicy } = render('x');
    const policy = directives(contentSecurityPolicy);
    expect(policy.get('default-src')).toBe("'none'");
    expect(policy.get('base-uri')).toBe("'none'");
    expect(policy.get('style-src')).toBe(hashOf(html, 'style'));
    expect(policy.get('script-src')).toBe(/<script>/.test(html) ? hashOf(html, 'script') : undefined);
    expect(policy.get('form-action')).toBe(/<form/.test(html) ? undefined : "'none'");
    expect(contentSecurityPolicy).not.toContain('unsafe');
    expect(html).not.toMatch(/\s(style|on\w+)="/);
  });

  test('AS-24: the headers keep it out of caches, foreign frames and referrers', () => {
    const page = render('x');
    const headers = pageHeaders(page);
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': page.contentSecurityPolicy,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
    const framedBy = name === 'webMessage' ? 'http://127.0.0.1:9' : "'none'";
    expect(directives(page.contentSecurityPolicy).get('frame-ancestors')).toBe(framedBy);
    expect(headers['x-frame-options']).toBe(name === 'webMessage' ? undefined : 'DENY');
  });

  test('its language is named, and it has one heading, one main part and one banner at most', () => {
    const { elements } = readMarkup(render('x').html);
    const count = (tag: string) => elements.filter((element) => element.tag === tag).length;
    expect([count('h1'), count('main')]).toEqual([1, 1]);
    expect(count('header')).toBe(name === 'formPost' || name === 'webMessage' ? 0 : 1);
    expect(elements.find(({ tag }) => tag === 'html')?.attributes).toMatchObject({ lang: 'en', dir: 'ltr' });
  });

  test.each(locales)('in %s it stays under 30 KB, style and all, with long names and a brand', (locale) => {
    const { html, contentSecurityPolicy } = render('Ein recht langer Name '.repeat(5), { locale, branding });
    expect(Buffer.byteLength(html) + Buffer.byteLength(contentSecurityPolicy)).toBeLessThan(30 * 1024);
    // Without script it is whole: what there is posts for a protocol, or tells the window that waits.
    expect(/<script>/.test(html)).toBe(name === 'formPost' || name === 'webMessage');
  });
});

test('a sign-in page with fifty connections stays under 30 KB in every language', () => {
  const connections = Array.from({ length: 50 }, (_, index) => ({
    name: `connection-${index}`,
    label: `Provider ${index}`,
  }));
  for (const locale of locales) {
    const page = { tenantName: 'Acme', clientName: 'App', connections, action: '/x', signUp: false, locale, branding };
    expect(Buffer.byteLength(renderSignInPage(page).html), locale).toBeLessThan(30 * 1024);
  }
});

test('each connection has a button with its name as value and the first letter of its label, whatever the script', () => {
  const connections = [
    { name: 'google-oauth2', label: 'google' },
    { name: 'line', label: '👩‍💻 Team' },
    { name: 'yandex', label: 'яндекс' },
    { name: 'blank', label: ' ' },
  ];
  const { html } = renderSignInPage({
    tenantName: 'Acme',
    clientName: 'App',
    connections,
    action: '/x',
    signUp: false,
  });
  const buttons = readMarkup(html).elements.filter(({ tag }) => tag === 'button');
  expect(buttons.map(({ attributes }) => [attributes.name, attributes.value])).toEqual(
    connections.map(({ name }) => ['connection', name]),
  );
  const badges = [...html.matchAll(/aria-hidden="true">([^<]*)<\/span>/g)].map(([, initial]) => initial);
  expect(badges).toEqual(['G', '👩‍💻', 'Я', '']);
});

test('where no connection is set up the sign-in page says so and has nothing to press', () => {
  const { html } = samples.noConnections('Acme');
  expect(html).toContain('No way to sign in yet');
  expect(readMarkup(html).elements.some(({ tag }) => tag === 'button' || tag === 'form')).toBe(false);
});

test.each([
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  ' javascript:alert(1)',
  'data:text/html,x',
  '//evil.example',
  'x',
  '',
])('a page does not link to %j', (address) => {
  const error = renderErrorPage({
    tenantName: 'A',
    error: 'e',
    requestId: 'r',
    returnUrl: address,
    supportUrl: address,
  });
  const signedOut = renderSignedOut({ tenantName: 'A', returnUrl: address });
  for (const { html } of [error, signedOut]) expect(html).not.toContain('<a ');
});

test.each([
  'null',
  '*',
  'https://*.example.com',
  'https://a;script-src',
  "https://'none'",
  'javascript:alert(1)',
  'file:///etc/passwd',
  'com.example.app://callback',
  '',
])('a web message to %j is refused', (targetOrigin) => {
  expect(() => renderWebMessage({ targetOrigin, response: {} })).toThrow(
    expect.objectContaining({ code: 'invalid_request' }),
  );
});

test('a web message goes to the origin of the address that is given, and nothing more of it', () => {
  const page = renderWebMessage({ targetOrigin: 'HTTPS://App.Example:443/callback?x=1', response: { code: 'c' } });
  expect(page.framedBy).toBe('https://app.example');
  expect(page.html).toContain('"targetOrigin":"https://app.example","message"');
});
