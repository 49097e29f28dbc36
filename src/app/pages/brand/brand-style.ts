import type { Branding } from '../../../contract/index.ts';
import { type InlineSource, inlineSource } from '../content-security-policy.ts';
import { schemes } from '../style.ts';
import { type Colour, contrast, luminance, mix, readableOn } from './colours.ts';

type Scheme = (typeof schemes)[keyof typeof schemes];

/** Ratios of WCAG 2.2 that text (1.4.3) and the edges of what can be pressed (1.4.11) need. */
const forText = 4.5;
const forEdges = 3;

/** The operator's colour, and what stands on it and beside it, so that everything can be read in this scheme. */
export function accentIn(scheme: Scheme, accent: Colour): Readonly<Record<string, Colour>> {
  const text = readableOn(accent);
  const away = text === '#ffffff' ? '#000000' : '#ffffff';
  const contrastHere = contrast(accent, scheme.card);
  return {
    accent,
    'on-accent': text,
    'accent-hover': mix(accent, away, 0.15),
    'accent-edge': contrastHere >= forEdges ? accent : scheme.edge,
    link: contrastHere >= forText ? accent : scheme.ink,
    focus: contrastHere >= forEdges ? accent : scheme.ink,
  };
}

type Background = NonNullable<NonNullable<Branding['colors']>['page_background']>;

function groundOf(background: Background): string {
  if (typeof background === 'string') return background;
  const { start, end, angle_deg: angle = 0 } = background;
  return `linear-gradient(${angle}deg,${start},${end})`;
}

/** Nobody who asked for a dark page is shown a bright one. */
function isDark(background: Background): boolean {
  const colours = typeof background === 'string' ? [background] : [background.start, background.end];
  return colours.every((colour) => luminance(colour) < 0.2);
}

function declarations(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `--${name}:${value}`)
    .join(';');
}

/** A normalised address has no quote in it but in its query; there they are written so that they end nothing. */
function cssUrl(address: string): string {
  return `url("${new URL(address).href.replace(/["\\<>\n\r]/g, encodeURIComponent)}")`;
}

function makeStyle({ colors = {}, font }: Branding): string {
  const { primary, page_background: background } = colors;
  const light = {
    ...(primary !== undefined && accentIn(schemes.light, primary)),
    ...(background !== undefined && { ground: groundOf(background) }),
  };
  const dark = {
    ...(primary !== undefined && accentIn(schemes.dark, primary)),
    ...(background !== undefined && { ground: isDark(background) ? groundOf(background) : schemes.dark.ground }),
  };
  return [
    ...(Object.keys(light).length > 0
      ? [`:root{${declarations(light)}}`, `@media (prefers-color-scheme:dark){:root{${declarations(dark)}}}`]
      : []),
    ...(font?.url !== undefined
      ? [`@font-face{font-family:brand;src:${cssUrl(font.url)};font-display:swap}`, ':root{--font:brand}']
      : []),
  ].join('\n');
}

/** Nearly every page of a server is made with the same branding. */
const made = new WeakMap<Branding, { readonly style: InlineSource | undefined }>();

/** What stands after the stylesheet of all pages; undefined where it has nothing to add. */
export function brandStyle(branding: Branding): InlineSource | undefined {
  let entry = made.get(branding);
  if (!entry) {
    const text = makeStyle(branding);
    entry = { style: text === '' ? undefined : inlineSource(text) };
    made.set(branding, entry);
  }
  return entry.style;
}
