import { isoDate } from '../base/index.ts';
import { findMistypedMembers, type Identity, type User } from '../contract/index.ts';
import type { IdentityRecord, UserDetails, UserRecord } from '../storage/index.ts';
import type { RevealedTokens } from '../vault/index.ts';

/** One element of `identities[]`; token members are there only when they were revealed. */
export function presentIdentity(identity: IdentityRecord, tokens: RevealedTokens | undefined): Identity {
  const shown: Identity = {
    provider: identity.provider,
    user_id: identity.idpUserId,
    connection: identity.connection,
    isSocial: identity.isSocial,
  };
  if (tokens?.accessToken) shown.access_token = tokens.accessToken.reveal();
  if (tokens?.refreshToken) shown.refresh_token = tokens.refreshToken.reveal();
  if (tokens?.expiresIn !== undefined) shown.expires_in = tokens.expiresIn;
  // Ours, and only where Auth0 would hand out a dead token without a word.
  if (tokens?.problem) shown.token_problem = tokens.problem;
  // Auth0 shows the profile of linked identities only: the primary's stands at the root.
  if (identity.position > 0 && identity.profileData) shown.profileData = identity.profileData;
  return shown;
}

/** The identities alone, as answers about linking show them: there the primary's profile stands with it too. */
export function presentIdentities(
  { user, identities }: UserDetails,
  tokensOf: (entry: UserDetails['identities'][number]) => RevealedTokens | undefined,
): Identity[] {
  return identities.map((entry, index) => {
    const shown = presentIdentity(entry.identity, tokensOf(entry));
    return index === 0 ? { ...shown, profileData: user.profile } : shown;
  });
}

/** Told of what is kept of a user and cannot be shown. */
export type OnMistyped = (user: { userId: string; names: readonly string[] }) => void;

/** A member that is not what clients are promised is left out: one odd profile must not fail a whole list. */
function presentProfile({ profile, userId }: UserRecord, onMistyped: OnMistyped): User {
  const names = findMistypedMembers(profile);
  if (names.length === 0) return { ...profile };
  onMistyped({ userId, names });
  return Object.fromEntries(Object.entries(profile).filter(([name]) => !names.includes(name)));
}

function presentRoot(user: UserRecord, onMistyped: OnMistyped): User {
  const shown: User = { ...presentProfile(user, onMistyped), user_id: user.userId };
  shown.created_at = isoDate(user.createdAt);
  shown.updated_at = isoDate(user.updatedAt);
  if (user.lastLogin !== undefined) shown.last_login = isoDate(user.lastLogin);
  if (user.lastIp !== undefined) shown.last_ip = user.lastIp;
  shown.logins_count = user.loginsCount;
  if (user.blocked !== undefined) shown.blocked = user.blocked;
  if (user.appMetadata) shown.app_metadata = user.appMetadata;
  if (user.userMetadata) shown.user_metadata = user.userMetadata;
  return shown;
}

/** A user in Auth0's shape: what is not set is absent, never null. */
export function presentUser(
  details: UserDetails,
  tokensOf: (entry: UserDetails['identities'][number]) => RevealedTokens | undefined,
  onMistyped: OnMistyped,
): User {
  const shown = presentRoot(details.user, onMistyped);
  shown.identities = details.identities.map((entry) => presentIdentity(entry.identity, tokensOf(entry)));
  return shown;
}
