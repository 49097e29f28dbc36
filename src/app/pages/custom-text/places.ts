import type { Texts } from '../texts/texts.ts';

/** `signIn.title`: where a text stands in the table of a language. */
export type TextPath<T = Texts> = {
  [Key in keyof T & string]: T[Key] extends string | undefined ? Key : `${Key}.${TextPath<NonNullable<T[Key]>>}`;
}[keyof T & string];

/** One screen that an operator may write texts for, in Auth0's terms where Auth0 has such a screen. */
export interface TextPlace {
  readonly prompt: string;
  readonly screen: string;
  readonly title: string;
  /** What its texts may name: members of `variables`. */
  readonly variables: readonly string[];
  readonly keys: Readonly<Record<string, TextPath>>;
}

/** How Auth0 writes what stands in our texts as `{client}`, and how we do where Auth0 has no word for it. */
export const variables: Readonly<Record<string, string>> = {
  clientName: 'client',
  companyName: 'tenant',
  connectionName: 'connection',
  userName: 'user',
  accountName: 'account',
  apiName: 'api',
  requesterName: 'requester',
  time: 'time',
  tenantName: 'tenant',
};

const errorCodes = [
  ...['unknown_client', 'callback_mismatch', 'transaction_unknown', 'logout_url_mismatch', 'invalid_request'],
  ...['access_denied', 'idp_refused', 'idp_unreachable', 'idp_answer_invalid', 'connection_misconfigured'],
  ...['user_blocked', 'ticket_unknown', 'invalid_request_uri', 'too_many_requests', 'identity_conflict'],
  ...['server_error', 'temporarily_unavailable'],
] as const satisfies readonly (keyof Texts['error']['byCode'])[];

export const textPlaces: readonly TextPlace[] = [
  {
    prompt: 'login',
    screen: 'login',
    title: 'Sign in',
    variables: ['clientName', 'companyName', 'connectionName'],
    keys: {
      title: 'signIn.title',
      description: 'signIn.lead',
      federatedConnectionButtonText: 'signIn.choice',
      providerNote: 'signIn.note',
      noConnectionsTitle: 'noConnections.title',
      noConnectionsText: 'noConnections.text',
    },
  },
  {
    prompt: 'signup',
    screen: 'signup',
    title: 'Sign up',
    variables: ['clientName', 'companyName', 'connectionName'],
    keys: {
      title: 'signUp.title',
      description: 'signUp.lead',
      federatedConnectionButtonText: 'signUp.choice',
      providerNote: 'signUp.note',
    },
  },
  {
    prompt: 'consent',
    screen: 'consent',
    title: 'Consent',
    variables: ['clientName', 'companyName', 'apiName', 'accountName'],
    keys: {
      title: 'consent.title',
      messageSingleTenant: 'consent.lead',
      scopeOpenid: 'consent.scopes.openid',
      scopeProfile: 'consent.scopes.profile',
      scopeEmail: 'consent.scopes.email',
      scopePhone: 'consent.scopes.phone',
      scopeOfflineAccess: 'consent.scopes.offline_access',
      scopeReadCurrentUser: 'consent.scopes.read:current_user',
      scopeUpdateCurrentUserIdentities: 'consent.scopes.update:current_user_identities',
      scopeCreateCurrentUserMetadata: 'consent.scopes.create:current_user_metadata',
      scopeUpdateCurrentUserMetadata: 'consent.scopes.update:current_user_metadata',
      scopeDeleteCurrentUserMetadata: 'consent.scopes.delete:current_user_metadata',
      scopeCreateCurrentUserDeviceCredentials: 'consent.scopes.create:current_user_device_credentials',
      scopeDeleteCurrentUserDeviceCredentials: 'consent.scopes.delete:current_user_device_credentials',
      apiText: 'consent.atApi',
      acceptButtonText: 'consent.allow',
      declineButtonText: 'consent.deny',
      accountText: 'consent.account',
    },
  },
  {
    prompt: 'account-linking',
    screen: 'link',
    title: 'Link an account',
    variables: ['clientName', 'companyName', 'connectionName', 'accountName', 'userName'],
    keys: {
      title: 'link.title',
      description: 'link.lead',
      effectText: 'link.effect',
      mergeText: 'link.merges',
      acceptButtonText: 'link.confirm',
      declineButtonText: 'link.cancel',
    },
  },
  {
    prompt: 'account-linking',
    screen: 'unlink',
    title: 'Unlink an account',
    variables: ['clientName', 'companyName', 'connectionName', 'accountName', 'userName'],
    keys: {
      title: 'unlink.title',
      description: 'unlink.lead',
      effectText: 'unlink.effect',
      acceptButtonText: 'unlink.choice',
      declineButtonText: 'unlink.cancel',
    },
  },
  {
    prompt: 'reconnect',
    screen: 'reconnect',
    title: 'Re-connect an account',
    variables: ['requesterName', 'companyName', 'connectionName', 'accountName'],
    keys: {
      title: 'reconnect.title',
      description: 'reconnect.lead',
      accountText: 'reconnect.account',
      effectText: 'reconnect.effect',
      buttonText: 'reconnect.start',
    },
  },
  {
    prompt: 'reconnect',
    screen: 'reconnect-other-account',
    title: 'Re-connect: another account was used',
    variables: ['requesterName', 'companyName', 'connectionName', 'accountName'],
    keys: { title: 'reconnect.wrong.title', description: 'reconnect.wrong.text', accountText: 'reconnect.expected' },
  },
  {
    prompt: 'reconnect',
    screen: 'reconnect-scopes-missing',
    title: 'Re-connect: not everything was allowed',
    variables: ['requesterName', 'companyName', 'connectionName'],
    keys: { title: 'reconnect.missing.title', description: 'reconnect.missing.text' },
  },
  {
    prompt: 'reconnect',
    screen: 'reconnect-failed',
    title: 'Re-connect: it failed',
    variables: ['requesterName', 'companyName', 'connectionName'],
    keys: { description: 'reconnect.failed' },
  },
  {
    prompt: 'reconnect',
    screen: 'reconnect-complete',
    title: 'Re-connect: done',
    variables: ['requesterName', 'companyName', 'connectionName'],
    keys: { title: 'reconnect.done.title', description: 'reconnect.done.text' },
  },
  {
    prompt: 'logout',
    screen: 'logout',
    title: 'Sign out',
    variables: ['clientName', 'companyName'],
    keys: {
      title: 'signOut.title',
      description: 'signOut.leadForClient',
      descriptionWithoutClient: 'signOut.lead',
      acceptButtonText: 'signOut.confirm',
      declineButtonText: 'signOut.stay',
    },
  },
  {
    prompt: 'logout',
    screen: 'logout-complete',
    title: 'Signed out',
    variables: ['clientName', 'companyName'],
    keys: { eventTitle: 'signedOut.title', description: 'signedOut.text', note: 'signedOut.note' },
  },
  {
    prompt: 'logout',
    screen: 'logout-aborted',
    title: 'Still signed in',
    variables: ['clientName', 'companyName'],
    keys: { eventTitle: 'stillSignedIn.title', description: 'stillSignedIn.text' },
  },
  {
    prompt: 'common',
    screen: 'common',
    title: 'On several pages',
    variables: ['clientName', 'companyName'],
    keys: {
      backText: 'back',
      backToClientText: 'backToClient',
      tryAgainText: 'error.tryAgain',
      otherAccountText: 'error.otherAccount',
    },
  },
  {
    prompt: 'error-page',
    screen: 'error-page',
    title: 'Errors: what to do next',
    variables: ['companyName', 'time'],
    keys: {
      title: 'error.general.title',
      description: 'error.general.text',
      startAgainText: 'error.startAgain',
      askAgainText: 'error.askAgain',
      askAgainAtText: 'error.askAgainAt',
      tellOperatorText: 'error.tellOperator',
      backText: 'error.back',
      supportText: 'error.support',
    },
  },
  ...errorCodes.map((code) => ({
    prompt: 'error-page',
    screen: code,
    title: `Error: ${code.replaceAll('_', ' ')}`,
    variables: ['companyName'],
    keys: { title: `error.byCode.${code}.title`, description: `error.byCode.${code}.text` } as const,
  })),
];
