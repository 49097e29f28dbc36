import { durationWords } from '../../elements/durations.ts';
import type { Provider } from './connection-options.ts';

/** How long the provider's tokens live, and what becomes of them. */
export function tokenWords({ token_life, offline_access, rotates }: Provider): string {
  const life =
    token_life === undefined
      ? 'Token life is up to the provider.'
      : `Tokens live ${durationWords(Math.ceil(token_life / 60) * 60)}.`;
  if (!offline_access.available) return `${life} They cannot be refreshed.`;
  return rotates ? `${life} Refresh tokens rotate.` : `${life} Refresh tokens stay the same.`;
}

/** What offline access means at this provider. */
export function offlineWords({ offline_access }: Provider): string {
  const { scopes, parameters } = offline_access;
  const added = [...scopes, ...Object.entries(parameters).map(([name, value]) => `${name}=${value}`)];
  const means = 'Asks at every sign-in for a refresh token, so that tokens are fresh while the user is away.';
  return added.length === 0 ? means : `${means} Adds ${added.join(', ')} to the request.`;
}
