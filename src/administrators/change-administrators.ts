import { ValetkeyError } from '../base/index.ts';
import type { Role } from '../contract/index.ts';
import {
  type AdministratorRecord,
  changeAdministrator,
  type Db,
  deleteAdministrator,
  deleteInvitations,
  endAdministratorSessions,
  findAdministrator,
  type ListedAdministrator,
  listAddressedInvitations,
  lockAdmins,
} from '../storage/index.ts';
import { type Administration, emailKeyOf } from './administration.ts';

/** @throws {ValetkeyError} `last_administrator` when nobody else could manage the others */
async function refuseLast(db: Db, administratorId: string): Promise<void> {
  const admins = await lockAdmins(db);
  if (admins.length === 1 && admins[0] === administratorId) throw new ValetkeyError('last_administrator');
}

/** Whoever loses rights loses the links to the own address, and those that handed the rights on. */
async function endRights(db: Db, { administratorId, emailKey }: AdministratorRecord): Promise<void> {
  await endAdministratorSessions(db, { administratorId });
  await deleteInvitations(db, { createdBy: administratorId });
  for (const { invitationId, email } of await listAddressedInvitations(db)) {
    if (emailKeyOf(email) === emailKey) await deleteInvitations(db, { invitationId });
  }
}

export interface AdministratorWish {
  readonly role?: Role | undefined;
  readonly blocked?: boolean | undefined;
  readonly name?: string | undefined;
}

/** @throws {ValetkeyError} `inexistent_administrator`, `last_administrator` */
export async function updateAdministrator(
  { tenant }: Administration,
  administratorId: string,
  wish: AdministratorWish,
): Promise<ListedAdministrator> {
  return tenant.store.transaction(async (db) => {
    const found = await findAdministrator(db, { administratorId });
    if (!found) throw new ValetkeyError('inexistent_administrator');
    const isDemoted = wish.role !== undefined && wish.role !== found.role;
    const isBlocked = wish.blocked === true && !found.blocked;
    if (isBlocked || (isDemoted && found.role === 'admin')) await refuseLast(db, administratorId);
    await changeAdministrator(db, administratorId, wish, tenant.clock.now());
    if (isBlocked || isDemoted) await endRights(db, found);
    return (await findAdministrator(db, { administratorId }))!;
  });
}

/**
 * Who is not there is not there afterwards either.
 * @throws {ValetkeyError} `last_administrator`
 */
export async function removeAdministrator({ tenant }: Administration, administratorId: string): Promise<void> {
  await tenant.store.transaction(async (db) => {
    await refuseLast(db, administratorId);
    const found = await findAdministrator(db, { administratorId });
    if (found) await endRights(db, found);
    await deleteAdministrator(db, administratorId);
  });
}
