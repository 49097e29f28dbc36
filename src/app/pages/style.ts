import { inlineSource } from './content-security-policy.ts';

/** The colours of each scheme. Every text keeps a contrast of 4.5 and more with what is behind it. */
export const schemes = {
  light: {
    ...{ ground: '#f3f2ee', card: '#ffffff', ink: '#1a1c21', soft: '#5a5f69', line: '#dcd9d1', edge: '#8b8f98' },
    ...{ hover: '#f6f5f1', badge: '#eceae4', accent: '#1d5c87', 'on-accent': '#ffffff', 'accent-hover': '#164868' },
    ...{ 'accent-edge': '#1d5c87', link: '#1d5c87', focus: '#1d5c87' },
    ...{ bad: '#9c231b', 'bad-ground': '#fdf1ef', 'bad-line': '#ecc5c0' },
  },
  dark: {
    ...{ ground: '#131518', card: '#1c1f24', ink: '#ecebe7', soft: '#a5aab4', line: '#333841', edge: '#6d737f' },
    ...{ hover: '#252930', badge: '#2e333b', accent: '#86bde2', 'on-accent': '#0d2233', 'accent-hover': '#a3cfee' },
    ...{ 'accent-edge': '#86bde2', link: '#86bde2', focus: '#86bde2' },
    ...{ bad: '#ff9d94', 'bad-ground': '#2b1c1b', 'bad-line': '#5c3431' },
  },
} as const;

function declare(scheme: Readonly<Record<string, string>>): string {
  return Object.entries(scheme)
    .map(([name, value]) => `--${name}:${value}`)
    .join(';');
}

/** The one stylesheet of all pages; lengths are by the direction of the writing, so that it serves both. */
export const style = inlineSource(`
:root{color-scheme:light dark;--font:system-ui;--shadow:0 1px 2px #1a1c210d,0 12px 32px -12px #1a1c2126;${declare(schemes.light)}}
@media (prefers-color-scheme:dark){:root{--shadow:none;${declare(schemes.dark)}}}
*,::before,::after{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;min-height:100vh;min-height:100dvh;display:flex;flex-direction:column;align-items:center;padding:clamp(1.5rem,10vh,6rem) 1rem 2rem;background:var(--ground);color:var(--ink);font:1rem/1.5 var(--font),system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Noto Sans","Liberation Sans",sans-serif;overflow-wrap:anywhere}
.card{width:100%;max-width:26rem;padding:2rem;background:var(--card);border:1px solid var(--line);border-radius:1rem;box-shadow:var(--shadow)}
header{display:flex;align-items:center;gap:.6rem;margin:0 0 1.5rem;font-weight:600}
header svg{flex:none;width:1.75rem;height:1.75rem;border-radius:.5rem;padding:.3rem;background:var(--accent);color:var(--on-accent)}
.logo{display:block;max-width:min(100%,14rem);height:auto;max-height:3.5rem;object-fit:contain}
h1{margin:0;font-size:1.5rem;line-height:1.25;letter-spacing:-.015em;text-wrap:balance}
:lang(ar) h1{letter-spacing:0}
p{margin:.5rem 0 0;text-wrap:pretty}
.soft{color:var(--soft)}
.small{font-size:.875rem}
strong{font-weight:600;color:var(--ink)}
form,.choices{margin:1.5rem 0 0}
.choices{display:grid;gap:.625rem;padding:0;list-style:none}
form .choices{margin:0}
form p+.choices{margin:1rem 0 0}
button,.button{display:flex;width:100%;min-height:3rem;align-items:center;justify-content:center;gap:.75rem;padding:.625rem 1rem;border:1px solid var(--edge);border-radius:.625rem;background:var(--card);color:var(--ink);font:inherit;font-weight:500;text-align:center;text-decoration:none;cursor:pointer}
button:hover,.button:hover{background:var(--hover)}
.primary{border-color:var(--accent-edge);background:var(--accent);color:var(--on-accent)}
.primary:hover{background:var(--accent-hover)}
.choice{justify-content:flex-start;text-align:start;padding-inline-start:.75rem}
.badge{flex:none;display:grid;place-items:center;width:1.875rem;height:1.875rem;border-radius:.5rem;background:var(--badge);font-size:.9375rem;font-weight:600;line-height:1}
:focus-visible{outline:3px solid var(--focus);outline-offset:2px}
a{color:var(--link);text-underline-offset:.15em}
.alert{margin:1.25rem 0 0;padding:.75rem 1rem;border:1px solid var(--bad-line);border-radius:.625rem;background:var(--bad-ground);color:var(--bad)}
.alert strong{color:inherit}
.note{margin:1.5rem 0 0}
ul{margin:.75rem 0 0;padding-inline-start:1.25rem}
li{text-wrap:pretty}
li+li{margin-block-start:.25rem}
.choices li+li{margin:0}
ul+p{margin-block-start:1rem}
dl{display:grid;grid-template-columns:auto 1fr;gap:.25rem 1rem;margin:1.5rem 0 0;padding:1rem 0 0;border-top:1px solid var(--line);font-size:.8125rem}
dt{color:var(--soft)}
dd{margin:0;font-family:ui-monospace,"SF Mono",Menlo,Consolas,"Liberation Mono",monospace;line-height:1.6}
@media (max-width:30rem){body{padding:0;background:var(--card)}.card{max-width:none;padding:1.5rem;border:0;border-radius:0;box-shadow:none}}
@media (prefers-color-scheme:dark){.logo{padding:.5rem;border-radius:.5rem;background:#fff}}
@media (forced-colors:active){header svg,.badge{border:1px solid}}
`);
