export type SettingKind = 'text' | 'number' | 'switch' | 'list' | 'choice' | 'color';

export interface SettingField {
  /** Where it stands in the settings: a member, or one inside a member. */
  readonly path: readonly [member: string, ...inner: string[]];
  readonly label: string;
  readonly description: string;
  readonly kind: SettingKind;
  /** What holds while it is not set. */
  readonly unset?: string | number | boolean;
  readonly unit?: string;
  readonly choices?: readonly { readonly value: string; readonly label: string }[];
}

export interface SettingSection {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly fields: readonly SettingField[];
  /** How the pages look is a resource of its own. */
  readonly of: 'tenant' | 'branding';
}

function limit(name: string, label: string, description: string, requests: number, seconds: number): SettingField[] {
  return [
    { path: ['limits', name, 'requests'], label, description, kind: 'number', unset: requests, unit: 'requests' },
    {
      path: ['limits', name, 'seconds'],
      label: `${label}, window`,
      description: 'How long a count lasts.',
      kind: 'number',
      unset: seconds,
      unit: 's',
    },
  ];
}

export const settingSections: readonly SettingSection[] = [
  {
    name: 'general',
    of: 'tenant',
    title: 'General',
    description: 'How this server calls itself, and where it sends people who are lost.',
    fields: [
      { path: ['friendly_name'], label: 'Name', description: 'Shown on sign-in pages and here.', kind: 'text' },
      { path: ['picture_url'], label: 'Picture', description: 'Address of a logo, from https.', kind: 'text' },
      {
        path: ['support_email'],
        label: 'Support e-mail',
        description: 'For people whose sign-in fails.',
        kind: 'text',
      },
      { path: ['support_url'], label: 'Support page', description: 'Error pages link to it.', kind: 'text' },
      {
        path: ['default_redirection_uri'],
        label: 'Default page',
        description: 'Where an error page leads back to when the application is not known.',
        kind: 'text',
      },
      {
        path: ['default_audience'],
        label: 'Default API',
        description: 'Identifier of the API that tokens are for when an application names none.',
        kind: 'text',
      },
      {
        path: ['log_retention_days'],
        label: 'Keep the log for',
        description: 'Older entries of the tenant log are erased.',
        kind: 'number',
        unset: 30,
        unit: 'days',
      },
    ],
  },
  {
    name: 'sign-in',
    of: 'tenant',
    title: 'Sign-in and sessions',
    description: 'How long somebody stays signed in, and what applications may ask.',
    fields: [
      {
        path: ['session_lifetime'],
        label: 'Session ends after',
        description: 'Then the user signs in again, used or not.',
        kind: 'number',
        unset: 168,
        unit: 'hours',
      },
      {
        path: ['idle_session_lifetime'],
        label: 'Unused session ends after',
        description: 'Counted from the last sign-in to an application.',
        kind: 'number',
        unset: 72,
        unit: 'hours',
      },
      {
        path: ['linking', 'max_link_age'],
        label: 'Linking needs a sign-in within',
        description: 'Both accounts must have been signed in to so recently when a user links them.',
        kind: 'number',
        unset: 600,
        unit: 's',
      },
      {
        path: ['allowed_logout_urls'],
        label: 'Addresses after signing out',
        description: 'Where any application may send people when they have signed out.',
        kind: 'list',
      },
      {
        path: ['require_pushed_authorization_requests'],
        label: 'Demand pushed authorization requests',
        description: 'Every application sends what it asks for from its backend (RFC 9126), not through the browser.',
        kind: 'switch',
        unset: false,
      },
      {
        path: ['resource_parameter_profile'],
        label: 'Parameter that names an API',
        description: 'Whether `resource` (RFC 8707) is read where `audience` is missing.',
        kind: 'choice',
        unset: 'audience',
        choices: [
          { value: 'audience', label: 'audience' },
          { value: 'compatibility', label: 'audience, else resource' },
        ],
      },
      {
        path: ['flags', 'revoke_refresh_token_grant'],
        label: 'Revoking one refresh token ends all of its grant',
        description: 'All refresh tokens of the same user and application end with it.',
        kind: 'switch',
        unset: false,
      },
      {
        path: ['flags', 'userinfo_token_in_query'],
        label: 'Take access tokens in the address of /userinfo',
        description: 'Only old clients need it, and addresses end up in logs.',
        kind: 'switch',
        unset: false,
      },
    ],
  },
  {
    name: 'idp-tokens',
    of: 'tenant',
    title: 'IdP tokens',
    description: "How the IdPs' tokens are kept and read.",
    fields: [
      {
        path: ['idp_tokens', 'minimum_life'],
        label: 'Refresh what lives shorter than',
        description: 'A token that is read is refreshed first when it would end sooner.',
        kind: 'number',
        unset: 60,
        unit: 's',
      },
      {
        path: ['idp_tokens', 'reads_per_minute'],
        label: 'Readings by one backend',
        description: 'More are refused with 429. No limit unless set.',
        kind: 'number',
        unit: 'a minute',
      },
      {
        path: ['idp_tokens', 'read_log_days'],
        label: 'Keep the log of readings for',
        description: 'Who read which token. The server keeps it for VALETKEY_READ_LOG_DAYS (30) at least.',
        kind: 'number',
        unset: 365,
        unit: 'days',
      },
      {
        path: ['idp_tokens', 'erase_dead_after_days'],
        label: 'Erase dead tokens after',
        description: 'Tokens of a grant that only its user could bring back.',
        kind: 'number',
        unset: 30,
        unit: 'days',
      },
      {
        path: ['idp_tokens', 'as_auth0'],
        label: 'Never refresh, as Auth0',
        description: 'Readers get the token as it was stored at the sign-in, dead or alive.',
        kind: 'switch',
        unset: false,
      },
      {
        path: ['idp_tokens', 'refresh_tokens_as_auth0'],
        label: 'Show refresh tokens, as Auth0',
        description: 'Whoever may read access tokens gets refresh tokens too, unless its grant says no.',
        kind: 'switch',
        unset: false,
      },
    ],
  },
  {
    name: 'limits',
    of: 'tenant',
    title: 'Limits',
    description: 'How often somebody may ask. They end loops that ran wild, and guessing.',
    fields: [
      {
        path: ['limits', 'enabled'],
        label: 'Limit requests',
        description: 'Off: nothing is limited.',
        kind: 'switch',
        unset: true,
      },
      ...limit('management', 'Management API', 'Of each backend.', 100_000, 10),
      ...limit('token', 'Token endpoint', 'Of each application that proved who it is.', 100_000, 10),
      ...limit('push', 'Pushed requests', 'Of each application at /oauth/par.', 3_000, 60),
      ...limit('push_address', 'Pushed requests of public applications', 'Of each address.', 600, 60),
      ...limit('sign_in', 'Sign-in pages', 'Of each address.', 6_000, 60),
      ...limit('failures', 'Failures', 'Wrong secrets, codes and tokens, of each address.', 1_200, 60),
    ],
  },
  {
    name: 'branding',
    of: 'branding',
    title: 'Branding',
    description: 'How the sign-in pages look. Browsers load the pictures and the font; this server never does.',
    fields: [
      {
        path: ['colors', 'primary'],
        label: 'Colour of buttons',
        description: 'Their text is black or white, whichever is read better.',
        kind: 'color',
      },
      {
        path: ['colors', 'page_background'],
        label: 'Colour of the page',
        description: 'A gradient that came by the API stays until a colour is chosen.',
        kind: 'color',
      },
      { path: ['logo_url'], label: 'Logo', description: 'An https address.', kind: 'text' },
      { path: ['favicon_url'], label: 'Icon of the tab', description: 'An https address.', kind: 'text' },
      { path: ['font', 'url'], label: 'Font', description: 'The https address of a font file.', kind: 'text' },
    ],
  },
];

/** Fields as they stand in a form: what belongs together, as a limit and its window do, side by side. */
export function rowsOf(fields: readonly SettingField[]): SettingField[][] {
  const together = ({ path }: SettingField) => (path.length > 2 ? path.slice(0, 2) : path).join('/');
  return [...Map.groupBy(fields, together).values()];
}
