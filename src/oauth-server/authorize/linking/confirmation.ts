import type { OauthServer } from '../../oauth-server.ts';

export const confirmationField = 'confirmation';

/** Proof that the form came from a page that we showed to this very browser, for this very question. */
export function confirmationFor(
  { tenant }: OauthServer,
  kind: 'link' | 'unlink' | 'reconnect',
  { state, browserHash }: { readonly state: string; readonly browserHash: string },
): string {
  return tenant.hash('browser', `${kind}\0${browserHash}\0${state}`);
}
