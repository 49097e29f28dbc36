import { CommandFailure } from '../failure.ts';
import { printable } from '../terminal/printable.ts';
import { type Identity, idpTokenScope, type UserReading } from './read-user.ts';

/** Which identity is meant; the first that has an IdP token when neither is given. */
export interface IdentityWish {
  connection?: string;
  /** Place in `identities[]`, from 0. */
  identity?: number;
}

export type IdentityWithToken = Identity & { readonly access_token: string };

function hasToken(identity: Identity): identity is IdentityWithToken {
  return identity.access_token !== undefined;
}

function listConnections(identities: readonly Identity[]): string {
  return printable(identities.map((identity, index) => `${index}: ${identity.connection}`).join(', ')) || 'none';
}

/** The identities that the wish allows, for a clear word when there are none. */
function matching({ identities }: UserReading, wish: IdentityWish): readonly Identity[] {
  const found = identities.filter(
    (identity, index) =>
      (wish.connection === undefined || identity.connection === wish.connection) &&
      (wish.identity === undefined || index === wish.identity),
  );
  if (found.length > 0) return found;
  const wanted =
    wish.connection === undefined ? `identity ${wish.identity}` : `connection ${printable(wish.connection)}`;
  throw new CommandFailure(`The user has no ${wanted}; there are: ${listConnections(identities)}.`);
}

function explainMissingToken(reading: UserReading, candidates: readonly Identity[]): CommandFailure {
  const nobodyHas = !reading.identities.some(hasToken);
  if (nobodyHas && !reading.scopes?.includes(idpTokenScope)) {
    return new CommandFailure(
      `The answer holds no IdP token: the client needs the scope ${idpTokenScope} (beside read:users) in its client grant for the Management API.`,
    );
  }
  return new CommandFailure(
    `No IdP token is kept for ${listConnections(candidates)}; the user has to sign in through a connection to an IdP again.`,
  );
}

/** @throws {CommandFailure} when no identity fits, or none of them has a token */
export function chooseIdentity(reading: UserReading, wish: IdentityWish): IdentityWithToken {
  const candidates = matching(reading, wish);
  const chosen = candidates.find(hasToken);
  if (!chosen) throw explainMissingToken(reading, candidates);
  return chosen;
}
