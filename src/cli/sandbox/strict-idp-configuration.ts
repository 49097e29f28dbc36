import { randomBytes } from 'node:crypto';
import type { JWK } from 'jose';
import type { ClientMetadata, Configuration, interactionPolicy } from 'oidc-provider';
import type { Clock } from '../../base/index.ts';
import { createMemoryAdapter } from './memory-adapter.ts';
import { findSamplePerson, samplePicture } from './sample-people.ts';
import { calendarScope } from './strict-idp-api.ts';
import { sendIdpError } from './strict-idp-sign-in.ts';

export interface StrictIdpOptions {
  /** 0 takes a free one. */
  readonly port: number;
  readonly host?: string;
  /** Default: the address it listens on. */
  readonly issuer?: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUris: readonly string[];
  /** The one way the client may authenticate. Default `client_secret_post`. */
  readonly clientAuthentication?: 'client_secret_post' | 'client_secret_basic';
  /** Seconds; default 60. */
  readonly accessTokenLifetime?: number;
  /** Where the signing keys are kept; without it they are new at each start. */
  readonly directory?: string;
  /** Private signing keys, instead of those in `directory`. */
  readonly keys?: { readonly keys: JWK[] };
  /** What the IdP's own API takes for now when it looks at a token's expiry. */
  readonly clock?: Clock;
}

const day = 24 * 60 * 60;
export const sessionCookie = 'strict_idp_session';

interface Parts {
  readonly keys: { keys: JWK[] };
  readonly policy: interactionPolicy.Prompt[];
  /** The error for a code or refresh token that is used again. */
  readonly reused: () => Error;
}

/** What oidc-provider is told: its strict ways, the sample people, and one client. */
export function strictConfiguration(options: StrictIdpOptions, { keys, policy, reused }: Parts): Configuration {
  const client: ClientMetadata = {
    client_id: options.clientId,
    client_secret: options.clientSecret,
    client_name: 'Valetkey',
    redirect_uris: [...options.redirectUris],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: options.clientAuthentication ?? 'client_secret_post',
  };
  return {
    adapter: createMemoryAdapter(reused),
    clients: [client],
    jwks: keys,
    scopes: ['openid', 'offline_access', 'profile', 'email', calendarScope],
    claims: {
      openid: ['sub'],
      email: ['email', 'email_verified'],
      profile: ['name', 'given_name', 'family_name', 'picture', 'locale'],
    },
    findAccount: (_context, id) => {
      const person = findSamplePerson(id);
      if (!person) return undefined;
      return {
        accountId: person.id,
        claims: () => ({
          sub: person.id,
          name: person.name,
          given_name: person.givenName,
          family_name: person.familyName,
          picture: samplePicture(person),
          locale: person.locale,
          email: person.email,
          email_verified: true,
        }),
      };
    },
    pkce: { required: () => true },
    // The default keeps a confidential client's refresh token until it is old.
    rotateRefreshToken: true,
    ttl: {
      AccessToken: options.accessTokenLifetime ?? 60,
      AuthorizationCode: 60,
      IdToken: 60 * 60,
      RefreshToken: 30 * day,
      Grant: 30 * day,
      Session: day,
      Interaction: 60 * 60,
    },
    clientBasedCORS: () => false,
    cookies: {
      keys: [randomBytes(32).toString('base64url')],
      // Cookies know no ports: plain names would meet those of other programs on this host.
      names: { session: sessionCookie, interaction: 'strict_idp_interaction', resume: 'strict_idp_resume' },
    },
    interactions: { policy, url: (_context, interaction) => `/interaction/${interaction.uid}` },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      revocation: { enabled: true, allowedPolicy: (_context, by, token) => token.clientId === by.clientId },
    },
    renderError: (context, out) => {
      context.respond = false;
      sendIdpError(context.res, context.status, out.error, out.error_description ?? '');
    },
  };
}
