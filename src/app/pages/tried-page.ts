import { html } from './html.ts';
import { type Page, type PageLook, renderLayout } from './layout.ts';

/** Where the pop-up ends in which an administrator tried a connection. It speaks the language of the dashboard. */
export function renderTried({ tenantName, branding }: PageLook): Page {
  const body = html`<h1>The sign-in is over</h1>
<p>The dashboard shows what came of it. You can close this window.</p>`;
  return renderLayout({ tenantName, branding }, { title: 'The sign-in is over', body });
}
