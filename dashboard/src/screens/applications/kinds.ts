import type { Answer } from '../../api/contract.ts';

export type Client = Answer<'getClient'>;

export interface ApplicationKind {
  /** Auth0's `app_type`. */
  readonly type: 'regular_web' | 'spa' | 'native' | 'non_interactive';
  readonly label: string;
  readonly words: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** The kinds of application, with what a new one starts with. */
export const kinds: readonly ApplicationKind[] = [
  {
    type: 'regular_web',
    label: 'Web application',
    words: 'Runs on a server and keeps a secret: Express, Rails, Django, ASP.NET.',
    settings: {
      grant_types: ['authorization_code', 'refresh_token'],
      token_endpoint_auth_method: 'client_secret_post',
    },
  },
  {
    type: 'spa',
    label: 'Single-page application',
    words: 'Runs in the browser and keeps no secret: React, Vue, Angular.',
    settings: { grant_types: ['authorization_code', 'refresh_token'], token_endpoint_auth_method: 'none' },
  },
  {
    type: 'native',
    label: 'Native application',
    words: 'Runs on a phone or a desktop and keeps no secret.',
    settings: { grant_types: ['authorization_code', 'refresh_token'], token_endpoint_auth_method: 'none' },
  },
  {
    type: 'non_interactive',
    label: 'Backend',
    words: "Nobody signs in to it: it calls APIs by itself, and reads users' tokens here.",
    settings: { grant_types: ['client_credentials'], token_endpoint_auth_method: 'client_secret_post' },
  },
];

export function kindOf(client: Client): ApplicationKind | undefined {
  return kinds.find(({ type }) => type === client.app_type);
}

/** The tenant's own global client is none that anybody works with. */
export function isOwn({ global }: Client): boolean {
  return global !== true;
}

export function signsPeopleIn(client: Client): boolean {
  return isOwn(client) && client.app_type !== 'non_interactive';
}
