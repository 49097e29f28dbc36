import type { LinkingWish } from './linking/read-linking.ts';

export const responseModes = ['query', 'fragment', 'form_post', 'web_message'] as const;
export type ResponseMode = (typeof responseModes)[number];

export const promptValues = ['none', 'login', 'consent', 'select_account'] as const;
export type Prompt = (typeof promptValues)[number];

/** An authorization request that passed every rule: what a sign-in carries from /authorize to the code. */
export interface AuthorizationRequest {
  readonly clientId: string;
  readonly redirectUri: string;
  /** Whether the client named the address: then /oauth/token must name it too. */
  readonly redirectUriGiven: boolean;
  readonly responseMode: ResponseMode;
  readonly state: string | undefined;
  readonly nonce: string | undefined;
  readonly scope: readonly string[];
  readonly audience: string | undefined;
  readonly codeChallenge: string | undefined;
  /** Thumbprint of the key that must be shown with the code. */
  readonly dpopJkt: string | undefined;
  readonly prompt: readonly Prompt[];
  /** Seconds. */
  readonly maxAge: number | undefined;
  /** The user that `id_token_hint` names: nobody else gets a code. */
  readonly hintedUserId: string | undefined;
  readonly connection: string | undefined;
  /** An account is to be linked or unlinked; the answer is a code of the session that there is. */
  readonly linking?: LinkingWish | undefined;
  /** The session that asked for it, once that is known. */
  readonly linkingSid?: string | undefined;
  readonly connectionScope: string | undefined;
  readonly offline: boolean;
  readonly loginHint: string | undefined;
  readonly screenHint: string | undefined;
  readonly uiLocales: string | undefined;
  /** Those that a connection may pass on to its IdP. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** Where and how the answer goes: known as soon as client and address are proven. */
export interface ResponseTarget {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly responseMode: ResponseMode;
  readonly state: string | undefined;
}
