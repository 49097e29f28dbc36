import type { ServerResponse } from 'node:http';
import type { Step } from './example-app-backend.ts';
import { type Html, html, sendPage } from './page.ts';

export interface ExampleConnection {
  readonly name: string;
  readonly label: string;
  /** Added to the authorization request, such as `connection_scope` or `access_type`. */
  readonly parameters?: Readonly<Record<string, string>>;
}

const css = `
body{--width:50rem}
header{display:flex;flex-wrap:wrap;gap:.5rem 1rem;justify-content:space-between;align-items:baseline;margin-bottom:2.6rem}
.brand{font-weight:650;letter-spacing:-.01em}
.brand::before{content:"";display:inline-block;width:.62em;height:.62em;margin-right:.5em;background:var(--accent);transform:rotate(45deg)}
.lead{font-size:1.06rem}
.choices{display:grid;gap:.7rem;margin:1.8rem 0;max-width:26rem}
.button,.quiet{display:block;width:100%;padding:.78rem 1.1rem;border-radius:.6rem;border:1px solid var(--line);background:var(--card);font-weight:550;text-align:left}
.button:hover{border-color:var(--accent)}
.button::after{content:"→";float:right;color:var(--soft)}
.actions{display:flex;flex-wrap:wrap;gap:.7rem;margin:1.6rem 0 2.2rem}
.actions form{margin:0}
.quiet{width:auto;padding:.5rem .95rem}
.quiet:hover{border-color:var(--accent)}
.quiet.first{background:var(--accent);border-color:var(--accent);color:var(--card)}
ol{list-style:none;counter-reset:step;margin:0;padding:0;display:grid;gap:.9rem}
ol>li{counter-increment:step;display:grid;grid-template-columns:2rem 1fr;column-gap:.7rem}
ol>li>*{grid-column:2;min-width:0}
ol>li::before{content:counter(step);grid-column:1;grid-row:1;width:1.75rem;height:1.75rem;border-radius:50%;border:1px solid var(--line);display:grid;place-items:center;font-size:.85rem;font-weight:600;color:var(--soft)}
.status{font-weight:600;color:var(--good)}
.failed .status,.failed h2{color:var(--bad)}
.request{overflow-wrap:anywhere}
.request code{color:var(--soft)}
pre{max-height:26rem}
`;

function frame(body: Html): Html {
  return html`<header><span class="brand">Example application</span><span class="soft">a customer of your broker</span></header>${body}`;
}

function send(response: ServerResponse, status: number, title: string, body: Html): void {
  sendPage(response, status, { title: `${title} – Example application`, css, body: frame(body) });
}

export function sendWelcome(response: ServerResponse, connections: readonly ExampleConnection[]): void {
  send(
    response,
    200,
    'Sign in',
    html`<h1>Sign in, and watch a backend use your account</h1>
<p class="lead soft">You sign in at an identity provider. The broker keeps the provider’s token. Then this application’s server asks for it and calls the provider’s API in your name.</p>
<div class="choices">
${connections.map(
  (connection) =>
    html`<a class="button" href="/sign-in?connection=${encodeURIComponent(connection.name)}">Sign in with ${connection.label}</a>`,
)}
</div>
<p class="soft">Every provider here runs on this machine. Pick any sample person; there are no passwords.</p>`,
  );
}

function stepItem(step: Step): Html {
  const answer = typeof step.answer === 'string' ? step.answer : JSON.stringify(step.answer, null, 2);
  return html`<li class="${step.failed ? 'failed' : ''}">
<h2>${step.title}</h2>
<p class="soft">${step.text}</p>
${
  step.request === undefined
    ? undefined
    : html`<p class="request"><code>${step.request}</code> <span class="status">${step.status ?? 'no answer'}</span></p>`
}
${answer === undefined ? undefined : html`<pre tabindex="0">${answer}</pre>`}
</li>`;
}

export function sendResult(response: ServerResponse, name: string, steps: readonly Step[]): void {
  const failed = steps.some((step) => step.failed);
  send(
    response,
    200,
    'Signed in',
    html`<h1>${failed ? 'You are signed in, but a later step failed' : `Hello, ${name}`}</h1>
<p class="lead soft">This is what happened, in order. Tokens are shortened: the whole ones stay on the server.</p>
<div class="actions">
<form method="post" action="/read-again"><button class="quiet first">Do it again</button></form>
<form method="post" action="/sign-out"><button class="quiet">Sign out</button></form>
</div>
<ol>${steps.map(stepItem)}</ol>`,
  );
}

export function sendFailure(response: ServerResponse, status: number, reason: string): void {
  send(
    response,
    status,
    'Sign-in failed',
    html`<h1>The sign-in did not work</h1>
<p class="lead soft">${reason}</p>
<div class="actions"><a class="quiet first" href="/">Start again</a></div>`,
  );
}
