import type { IncomingMessage, ServerResponse } from 'node:http';
import type Provider from 'oidc-provider';
import { readForm } from './loopback-server.ts';
import { html, sendPage } from './page.ts';
import { findSamplePerson, type SamplePerson, samplePeople, samplePicture } from './sample-people.ts';

const css = `
body{--width:27rem;--accent:#6a4bb3}
@media (prefers-color-scheme:dark){body{--accent:#b9a3ee}}
.mark{display:inline-block;margin-bottom:1.4rem;font-weight:600;letter-spacing:.02em;color:var(--accent)}
.mark::before{content:"";display:inline-block;width:.72em;height:.72em;margin-right:.5em;border:.2em solid;border-radius:50%;vertical-align:-.06em}
form{margin:.65rem 0 0}
.person{display:flex;gap:.95rem;align-items:center;width:100%;padding:.8rem .95rem;text-align:left;background:var(--card);border:1px solid var(--line);border-radius:.7rem}
.person:hover{border-color:var(--accent)}
.person img{width:2.6rem;height:2.6rem}
.person strong{display:block;font-weight:600}
.note{margin-top:1.6rem;font-size:.88rem}
.scopes{margin:.9rem 0 1.3rem;font-size:.92rem}
`;

function personForm(action: string, person: SamplePerson, suggested: boolean) {
  return html`<form method="post" action="${action}">
<input type="hidden" name="person" value="${person.id}">
<button class="person"${suggested ? html` autofocus` : undefined}>
<img src="${samplePicture(person)}" alt="">
<span><strong>${person.name}</strong><span class="soft">${person.email}</span></span>
</button>
</form>`;
}

function sendPicker(response: ServerResponse, action: string, params: Readonly<Record<string, unknown>>): void {
  const hinted = findSamplePerson(String(params.login_hint ?? ''));
  const people = hinted ? [hinted, ...samplePeople.filter((person) => person !== hinted)] : samplePeople;
  sendPage(response, 200, {
    title: 'Sign in – Strict sandbox IdP',
    css,
    body: html`<div class="mark">Strict sandbox IdP</div>
<h1>Who are you today?</h1>
<p class="soft">Pick a sample person. Nobody here has a password, and nothing leaves this machine.</p>
<p class="scopes">The application asks for <code>${String(params.scope ?? '')}</code>. Picking a person grants that.</p>
${people.map((person) => personForm(action, person, person === hinted))}
<form method="post" action="${action}/abort"><button class="person soft">Cancel and go back</button></form>
<p class="note soft">Access tokens from here live 60 seconds, and a refresh token works once.</p>`,
  });
}

async function grantFor(provider: Provider, accountId: string, params: Readonly<Record<string, unknown>>) {
  const grant = new provider.Grant({ accountId, clientId: String(params.client_id) });
  grant.addOIDCScope(String(params.scope ?? 'openid'));
  return grant.save();
}

/** The pages under /interaction/{uid}: the picker, what a click on a person posts, and the way out. */
export async function serveSignIn(
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<void> {
  const { uid, params } = await provider.interactionDetails(request, response);
  const action = `/interaction/${uid}`;
  if (request.method === 'POST' && path === `${action}/abort`) {
    const denied = { error: 'access_denied', error_description: 'The person went back.' };
    return provider.interactionFinished(request, response, denied, { mergeWithLastSubmission: false });
  }
  if (request.method !== 'POST') return sendPicker(response, action, params);
  const person = findSamplePerson((await readForm(request)).get('person') ?? '');
  if (!person) return sendPicker(response, action, params);
  await provider.interactionFinished(request, response, {
    login: { accountId: person.id, amr: ['sandbox'] },
    consent: { grantId: await grantFor(provider, person.id, params) },
    select_account: {},
  });
}

/** What a person sees when there is no way back to the application. */
export function sendIdpError(response: ServerResponse, status: number, error: string, description: string): void {
  sendPage(response, status, {
    title: 'Sign-in stopped – Strict sandbox IdP',
    css,
    body: html`<div class="mark">Strict sandbox IdP</div>
<h1>This sign-in cannot go on</h1>
<p><code>${error}</code></p>
<p class="soft">${description}</p>`,
  });
}
