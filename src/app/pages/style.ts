import { inlineSource } from './content-security-policy.ts';

/** The one stylesheet of all pages. Colours in pairs, light first; every text keeps a contrast of 4.5 and more. */
export const style = inlineSource(`
:root{color-scheme:light dark;--ground:#f3f2ee;--card:#fff;--ink:#1a1c21;--soft:#5a5f69;--line:#dcd9d1;--edge:#8b8f98;--hover:#f6f5f1;--badge:#eceae4;--accent:#1d5c87;--on-accent:#fff;--accent-hover:#164868;--bad:#9c231b;--bad-ground:#fdf1ef;--bad-line:#ecc5c0;--shadow:0 1px 2px #1a1c210d,0 12px 32px -12px #1a1c2126}
@media (prefers-color-scheme:dark){:root{--ground:#131518;--card:#1c1f24;--ink:#ecebe7;--soft:#a5aab4;--line:#333841;--edge:#6d737f;--hover:#252930;--badge:#2e333b;--accent:#86bde2;--on-accent:#0d2233;--accent-hover:#a3cfee;--bad:#ff9d94;--bad-ground:#2b1c1b;--bad-line:#5c3431;--shadow:none}}
*,::before,::after{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;min-height:100vh;min-height:100dvh;display:flex;flex-direction:column;align-items:center;padding:clamp(1.5rem,10vh,6rem) 1rem 2rem;background:var(--ground);color:var(--ink);font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Noto Sans","Liberation Sans",sans-serif;overflow-wrap:anywhere}
header,main{width:100%;max-width:26rem}
header{display:flex;align-items:center;justify-content:center;gap:.6rem;margin:0 0 1.25rem;font-weight:600}
header svg{flex:none;width:1.75rem;height:1.75rem;border-radius:.5rem;padding:.3rem;background:var(--accent);color:var(--on-accent)}
main{padding:2rem;background:var(--card);border:1px solid var(--line);border-radius:1rem;box-shadow:var(--shadow)}
h1{margin:0;font-size:1.5rem;line-height:1.25;letter-spacing:-.015em;text-wrap:balance}
:lang(ar) h1{letter-spacing:0}
p{margin:.5rem 0 0;text-wrap:pretty}
.soft{color:var(--soft)}
.small{font-size:.875rem}
strong{font-weight:600;color:var(--ink)}
.center{text-align:center}
form,.choices{margin:1.5rem 0 0}
.choices{display:grid;gap:.625rem;padding:0;list-style:none}
form .choices{margin:0}
form p+.choices{margin:1rem 0 0}
button,.button{display:flex;width:100%;min-height:3rem;align-items:center;justify-content:center;gap:.75rem;padding:.625rem 1rem;border:1px solid var(--edge);border-radius:.625rem;background:var(--card);color:var(--ink);font:inherit;font-weight:500;text-align:center;text-decoration:none;cursor:pointer}
button:hover,.button:hover{background:var(--hover)}
.primary{border-color:var(--accent);background:var(--accent);color:var(--on-accent)}
.primary:hover{border-color:var(--accent-hover);background:var(--accent-hover)}
.choice{justify-content:flex-start;text-align:start;padding-inline-start:.75rem}
.badge{flex:none;display:grid;place-items:center;width:1.875rem;height:1.875rem;border-radius:.5rem;background:var(--badge);font-size:.9375rem;font-weight:600;line-height:1}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
a{color:var(--accent);text-underline-offset:.15em}
.alert{margin:1.25rem 0 0;padding:.75rem 1rem;border:1px solid var(--bad-line);border-radius:.625rem;background:var(--bad-ground);color:var(--bad)}
.note{margin:1.5rem 0 0;text-wrap:balance}
dl{display:grid;grid-template-columns:auto 1fr;gap:.25rem 1rem;margin:1.5rem 0 0;padding:1rem 0 0;border-top:1px solid var(--line);font-size:.8125rem}
dt{color:var(--soft)}
dd{margin:0;font-family:ui-monospace,"SF Mono",Menlo,Consolas,"Liberation Mono",monospace;line-height:1.6}
@media (max-width:30rem){body{padding:1.5rem 0 0;background:var(--card)}main{padding:1rem 1.5rem 2rem;border:0;border-radius:0;box-shadow:none}header{justify-content:flex-start;margin:0 0 1rem;padding:0 1.5rem}.center{text-align:start}}
@media (forced-colors:active){header svg,.badge{border:1px solid}}
`);
