import { ValetkeyError } from '../../base/index.ts';
import {
  type Db,
  findReconnectTicket,
  findUserDetails,
  type IdentityRecord,
  type IdpTokenRecord,
  type ReconnectTicketRecord,
} from '../../storage/index.ts';
import { type Connection, findConnectionById, isSwitchedOn } from '../../tenant/index.ts';
import type { Vault } from '../../vault/index.ts';

/** A grant that its user is to renew, as it is now. */
export interface Reconnect {
  readonly ticket: ReconnectTicketRecord;
  readonly identity: IdentityRecord;
  readonly tokens: IdpTokenRecord;
  readonly connection: Connection;
  /** What people know the account by: the name that it shows to others, never its e-mail address. */
  readonly accountName: string | undefined;
}

function shownName({ name, nickname, username }: Readonly<Record<string, unknown>>): string | undefined {
  const isName = (one: unknown): one is string => typeof one === 'string' && one !== '' && !one.includes('@');
  return [name, nickname, username].find(isName);
}

/**
 * What a link leads to.
 * @throws {ValetkeyError} `ticket_unknown` when it is used, expired, or what it was made for is gone; `user_blocked`
 */
export async function findReconnect(
  { tenant }: Vault,
  ticketHash: string,
  db: Db = tenant.store.db,
): Promise<Reconnect> {
  const ticket = await findReconnectTicket(db, ticketHash, tenant.clock.now());
  const details = ticket && (await findUserDetails(db, ticket.userId, true));
  const found = details?.identities.find(({ identity }) => identity.identityId === ticket?.identityId);
  const connection = found && (await findConnectionById(tenant, found.identity.connectionId));
  if (!ticket || !details || !found?.tokens || !connection || !isSwitchedOn(connection)) {
    throw new ValetkeyError('ticket_unknown');
  }
  if (details.user.blocked) throw new ValetkeyError('user_blocked');
  const { identity, tokens } = found;
  const profile = identity.position === 0 ? details.user.profile : (identity.profileData ?? {});
  return { ticket, identity, tokens, connection, accountName: shownName(profile) };
}
