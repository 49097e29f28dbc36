import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';

/** HTML that was made by `html` and may be put into other HTML as it is. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = string | number | Html | readonly Html[] | undefined;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function render(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof Html) return part.text;
  if (Array.isArray(part)) return part.map(render).join('\n');
  return String(part).replace(/[&<>"']/g, (character) => entities[character]!);
}

/** Every value is escaped unless it is itself made by `html`. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  return new Html(String.raw({ raw: strings }, ...parts.map(render)));
}

const baseCss = `
:root{color-scheme:light dark;--ground:#f4f3f0;--card:#fff;--ink:#1b1d22;--soft:#5d626d;--line:#dedcd6;--accent:#1f5f8b;--code:#f7f6f3;--bad:#a3261d;--good:#24703f}
@media (prefers-color-scheme:dark){:root{--ground:#15171b;--card:#1e2127;--ink:#eceae5;--soft:#a2a7b1;--line:#343943;--accent:#7fb8de;--code:#17191e;--bad:#ff8f86;--good:#7fcf9b}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.55 ui-sans-serif,system-ui,"Segoe UI",Roboto,"Helvetica Neue",sans-serif}
main{max-width:var(--width,46rem);margin:0 auto;padding:3.5rem 1.25rem}
h1{font-size:1.75rem;line-height:1.2;letter-spacing:-.015em;margin:0 0 .4rem;text-wrap:balance}
h2{font-size:1.06rem;margin:0}
p{margin:.4rem 0;max-width:62ch}
a{color:var(--accent)}
.soft{color:var(--soft)}
.card{background:var(--card);border:1px solid var(--line);border-radius:.8rem;padding:1.2rem 1.35rem}
button,.button{font:inherit;color:inherit;cursor:pointer;text-decoration:none}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
code,pre{font-family:ui-monospace,"SF Mono",Menlo,Consolas,monospace;font-size:.84em}
pre{margin:.7rem 0 0;padding:.85rem 1rem;background:var(--code);border:1px solid var(--line);border-radius:.5rem;overflow-x:auto;line-height:1.5}
`;

export interface Page {
  readonly title: string;
  readonly css: string;
  readonly body: Html;
}

/**
 * Sends a whole page that loads nothing and runs no script.
 * The policy names no `form-action`: browsers apply it to every redirect that follows a form, so it would stop the
 * way back to the application.
 */
export function sendPage(response: ServerResponse, status: number, page: Page): void {
  const css = baseCss + page.css;
  const document = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<link rel="icon" href="data:,">
<title>${page.title}</title>
<style>${new Html(css)}</style>
</head>
<body><main>${page.body}</main></body>
</html>
`;
  const styleHash = createHash('sha256').update(css).digest('base64');
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; img-src data:; base-uri 'none'; frame-ancestors 'none'`,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  });
  response.end(document.text);
}
