export interface SnippetValues {
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly audience: string;
  readonly apiUrl: string;
}

export interface Snippet {
  /** How to ask for a token. */
  readonly token: string;
  /** How to call the API with it. */
  readonly call: string;
}

export interface Language {
  readonly name: string;
  /** Why this code must not run where its language mostly runs. */
  readonly exposes?: string;
  readonly write: (values: SnippetValues) => Snippet;
}

/** What stands in for the secret, which is never put into a page to be copied by the way. */
export const secret = 'YOUR_CLIENT_SECRET';

/** The body of the token request (RFC 6749 section 4.4.2; `audience` is Auth0's). */
export function jsonBody({ clientId, audience }: SnippetValues): string {
  const body = { grant_type: 'client_credentials', client_id: clientId, client_secret: secret, audience };
  return JSON.stringify(body);
}

/** The same as text between double quotes, which most languages write as JSON does. */
export function quotedBody(values: SnippetValues): string {
  return JSON.stringify(jsonBody(values));
}
