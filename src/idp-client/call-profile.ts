import type { Secret } from '../base/index.ts';
import type { IdpConnection } from './connection.ts';
import type { Deps } from './deps.ts';
import { findMetadata } from './metadata.ts';

/** Bytes that are read of an answer. */
const mostBytes = 256 * 1024;

/** What the IdP's profile endpoint answered, as it came: whoever shows it masks what could be a token. */
export interface ProfileAnswer {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly text: string;
}

/**
 * Calls the profile endpoint of an IdP with a user's token, and takes any answer for one.
 * @returns undefined when the IdP has no such endpoint
 * @throws {ValetkeyError} `egress_refused`, `idp_unreachable`, `idp_answer_invalid`
 */
export async function callProfile(
  deps: Deps,
  connection: IdpConnection,
  accessToken: Secret,
): Promise<ProfileAnswer | undefined> {
  const { userinfo_endpoint: url } = await findMetadata(deps, connection);
  if (url === undefined) return undefined;
  const more = connection.provider.profileHeaders?.(connection.options);
  const headers = { accept: 'application/json', ...more, authorization: `Bearer ${accessToken.reveal()}` };
  const answer = await deps.egress.request(url, { headers, maxBytes: mostBytes });
  return { status: answer.status, contentType: answer.headers.get('content-type') ?? undefined, text: answer.text };
}
