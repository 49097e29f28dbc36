import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { accentIn } from '../../src/app/pages/brand/brand-style.ts';
import { contrast, mix, readableOn } from '../../src/app/pages/brand/colours.ts';
import { renderSignInPage } from '../../src/app/pages/index.ts';
import { schemes } from '../../src/app/pages/style.ts';
import { type Branding, branding as brandingSchema } from '../../src/contract/index.ts';
import { readMarkup } from './markup.ts';

const page = { tenantName: 'Acme', clientName: 'App', connections: [], action: '/x', signUp: false } as const;

function render(branding: Branding, clientLogo?: string) {
  const { html, contentSecurityPolicy: policy } = renderSignInPage({ ...page, branding, clientLogo });
  const { elements } = readMarkup(html);
  return {
    html,
    image: elements.find(({ tag }) => tag === 'img')?.attributes,
    icon: elements.find(({ tag }) => tag === 'link')?.attributes.href,
    directive: (name: string) => policy.split('; ').find((one) => one.startsWith(`${name} `)),
  };
}

const colour = fc
  .tuple(fc.nat(255), fc.nat(255), fc.nat(255))
  .map((channels) => `#${channels.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`);

describe('colours', () => {
  test('contrast is that of WCAG, on its own examples', () => {
    expect(contrast('#000', '#fff')).toBe(21);
    expect(contrast('#ffffff', '#767676')).toBeCloseTo(4.54, 2);
    expect(contrast('#fff', '#ff0000')).toBeCloseTo(4, 1);
    expect(mix('#000000', '#ffffff', 0.5)).toBe('#808080');
  });

  test('whatever colour the operator chooses, the text on it is black or white and easy to read, also under the pointer', () => {
    fc.assert(
      fc.property(colour, (accent) => {
        const text = readableOn(accent);
        expect(contrast(text, accent)).toBeGreaterThanOrEqual(4.5);
        for (const scheme of Object.values(schemes)) {
          const made = accentIn(scheme, accent);
          expect(made['on-accent']).toBe(text);
          expect(contrast(text, made['accent-hover']!)).toBeGreaterThanOrEqual(4.5);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('whatever colour the operator chooses, links, edges and the focus are seen on the page, light and dark', () => {
    fc.assert(
      fc.property(colour, fc.constantFrom(...Object.values(schemes)), (accent, scheme) => {
        const made = accentIn(scheme, accent);
        expect(contrast(made.link!, scheme.card)).toBeGreaterThanOrEqual(4.5);
        expect(contrast(made['accent-edge']!, scheme.card)).toBeGreaterThanOrEqual(3);
        expect(contrast(made.focus!, scheme.card)).toBeGreaterThanOrEqual(3);
      }),
      { numRuns: 2000 },
    );
  });

  test('our own colours keep these contrasts too', () => {
    for (const { card, ground, ink, soft, bad, accent, edge, 'bad-ground': badGround, ...scheme } of Object.values(
      schemes,
    )) {
      for (const text of [ink, soft, bad]) expect(contrast(text, card)).toBeGreaterThanOrEqual(4.5);
      expect(contrast(bad, badGround)).toBeGreaterThanOrEqual(4.5);
      expect(contrast(scheme['on-accent'], accent)).toBeGreaterThanOrEqual(4.5);
      expect(contrast(edge, card)).toBeGreaterThanOrEqual(3);
      expect(contrast(ink, ground)).toBeGreaterThanOrEqual(4.5);
    }
  });

  test('a bright background of the page is not shown to people who want it dark', () => {
    const { html } = render({ colors: { page_background: '#ffd8a8' } });
    expect(html).toContain(':root{--ground:#ffd8a8}');
    expect(html).toContain(`(prefers-color-scheme:dark){:root{--ground:${schemes.dark.ground}}}`);
    const dark = render({
      colors: { page_background: { type: 'linear-gradient', start: '#000', end: '#102', angle_deg: 9 } },
    });
    expect(dark.html.split('--ground:linear-gradient(9deg,#000,#102)')).toHaveLength(3);
  });
});

describe('T-H05: pictures', () => {
  const logo = 'https://cdn.example.com:8443/a/logo.svg?v=1';

  test('a logo is an <img> that the policy lets in from its very origin, with the name for those who do not see it', () => {
    const { image, directive } = render({ logo_url: logo });
    expect(image).toEqual({ class: 'logo', src: logo, alt: 'Acme' });
    expect(directive('img-src')).toBe('img-src data: https://cdn.example.com:8443');
  });

  test('without a logo nothing but our own mark is let in, and the name is written out', () => {
    const { image, html, directive } = render({});
    expect(image).toBeUndefined();
    expect(html).toContain('<bdi>Acme</bdi>');
    expect(directive('img-src')).toBe('img-src data:');
  });

  test('the logo of the client stands in the place of that of the tenant, and is named after it', () => {
    const { image, directive } = render({ logo_url: logo }, 'https://app.example/logo.png');
    expect(image).toMatchObject({ src: 'https://app.example/logo.png', alt: 'App' });
    expect(directive('img-src')).toBe('img-src data: https://app.example');
  });

  test('the icon and the font are let in by their origins', () => {
    const { icon, html, directive } = render({
      favicon_url: 'https://icons.example.com/i.png',
      font: { url: 'https://fonts.example.com/f.woff2?a="}</style><script>' },
    });
    expect(icon).toBe('https://icons.example.com/i.png');
    expect(directive('img-src')).toBe('img-src data: https://icons.example.com');
    expect(directive('font-src')).toBe('font-src https://fonts.example.com');
    expect(html).toContain('url("https://fonts.example.com/f.woff2?a=%22}%3C/style%3E%3Cscript%3E")');
  });

  const refused = [
    'http://cdn.example.com/logo.png',
    'data:image/svg+xml,<svg onload=alert(1)>',
    'javascript:alert(1)',
    '//cdn.example.com/logo.png',
    'https://user@cdn.example.com/logo.png',
    'file:///etc/passwd',
    'blob:https://cdn.example.com/1',
    'logo.png',
    'https://',
  ];

  test.each(refused)(
    '%s is no address of a picture: refused when it is set, and not shown if it is there',
    (address) => {
      for (const settings of [{ logo_url: address }, { favicon_url: address }, { font: { url: address } }]) {
        expect(brandingSchema.safeParse(settings).success).toBe(false);
      }
      const { image, icon, directive } = render({ logo_url: address, favicon_url: address }, address);
      expect(image).toBeUndefined();
      expect(icon).toMatch(/^data:image\/svg/);
      expect(directive('img-src')).toBe('img-src data:');
    },
  );

  test("an origin cannot smuggle words into the policy: '*' and ';' are no part of a host that is let in", () => {
    for (const address of ['https://*/logo.png', 'https://a;script-src */x', "https://'unsafe-inline'/x"]) {
      expect(render({ logo_url: address }).directive('img-src'), address).toBe('img-src data:');
    }
  });
});

test('the brand is let through by the hash of its style, beside that of the pages', () => {
  const { html, directive } = render({ colors: { primary: '#0059d6' } });
  const styles = [...html.matchAll(/<style>([\s\S]*?)<\/style>/g)].map(([, text]) => text ?? '');
  expect(styles).toHaveLength(2);
  const hashes = styles.map((text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`);
  expect(directive('style-src')).toBe(`style-src ${hashes.join(' ')}`);
});

test.each(['blue', '#12345', '#0059d6;}', 'rgb(0,0,0)', 'var(--x)', '#00000080', ''])('%j is no colour', (primary) => {
  expect(brandingSchema.safeParse({ colors: { primary } }).success).toBe(false);
  expect(brandingSchema.safeParse({ colors: { page_background: primary } }).success).toBe(false);
});
