import { ValetkeyError } from '../base/index.ts';
import { findUser, listIdentities, lockUser, saveUser, type UserChanges, type UserRecord } from '../storage/index.ts';
import { findConnection, findConnectionById, type Tenant } from '../tenant/index.ts';
import { mergeMetadata } from './check-metadata.ts';
import { endSessions } from './end-sessions.ts';
import { governedAttributes } from './merge-profile.ts';

type JsonObject = Record<string, unknown>;

/** What a user is to become: Auth0's members. */
export interface UserUpdate {
  readonly blocked?: boolean | undefined;
  readonly user_metadata?: JsonObject | undefined;
  readonly app_metadata?: JsonObject | undefined;
  readonly connection?: string | undefined;
  readonly [attribute: string]: unknown;
}

/** Members that name no attribute of the user. */
const notAttributes = ['blocked', 'user_metadata', 'app_metadata', 'connection', 'client_id'];

/** Auth0's words for what only an IdP may say (auth0-wire section 2.4). */
function refuseAttributes(names: readonly string[], connection: string): ValetkeyError {
  return new ValetkeyError('operation_not_supported', {
    description:
      `The following user attributes cannot be updated: ${names.join(', ')}. The connection (${connection}) must ` +
      'either be a database connection (using the Auth0 store), a passwordless connection (email or sms) or has ' +
      "disabled 'Sync user profile attributes at each login'.",
  });
}

/** Root attributes follow the IdP at each sign-in, unless the connection says that they are ours afterwards. */
async function checkAttributes(tenant: Tenant, userId: string, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  const [primary] = (await listIdentities(tenant.store.db, [userId])).get(userId) ?? [];
  const connection = primary && (await findConnectionById(tenant, primary.connectionId));
  const follows = (connection?.options.set_user_root_attributes ?? 'on_each_login') === 'on_each_login';
  const refused = names.filter((name) => follows || !governedAttributes.includes(name));
  if (refused.length > 0) throw refuseAttributes(refused, primary?.connection ?? 'none');
}

function changeProfile(profile: JsonObject, update: UserUpdate, names: readonly string[]): JsonObject {
  const changed = { ...profile, ...Object.fromEntries(names.map((name) => [name, update[name]])) };
  return Object.fromEntries(Object.entries(changed).filter(([name, value]) => !names.includes(name) || value !== null));
}

function apply(known: UserRecord, update: UserUpdate, names: readonly string[], now: number): UserChanges {
  return {
    profile: changeProfile(known.profile, update, names),
    userMetadata: mergeMetadata('user_metadata', known.userMetadata, update.user_metadata),
    appMetadata: mergeMetadata('app_metadata', known.appMetadata, update.app_metadata),
    blocked: update.blocked ?? known.blocked,
    updatedAt: now,
  };
}

/**
 * Changes a user, whole or not at all. Whoever is blocked by it is locked out with the commit: every session and every
 * token asks for it (T-B17).
 * @throws {ValetkeyError} `inexistent_user`, `inexistent_connection`, `operation_not_supported`, `invalid_body`
 */
export async function updateUser(tenant: Tenant, userId: string, update: UserUpdate): Promise<void> {
  const { store, clock } = tenant;
  if (!(await findUser(store.db, userId))) throw new ValetkeyError('inexistent_user');
  if (update.connection !== undefined && !(await findConnection(tenant, update.connection))) {
    throw new ValetkeyError('inexistent_connection');
  }
  const names = Object.keys(update).filter((name) => update[name] !== undefined && !notAttributes.includes(name));
  await checkAttributes(tenant, userId, names);
  await store.transaction(async (db) => {
    const known = (await lockUser(db, userId)) ? await findUser(db, userId) : undefined;
    if (!known) throw new ValetkeyError('inexistent_user');
    await saveUser(db, known, apply(known, update, names, clock.now()));
    if (update.blocked && !known.blocked) await endSessions(tenant, db, { userId }, 'account-deactivated');
  });
}
