import type { Db } from './tables.ts';

/** A public key that a user's device brought. */
export interface DeviceKeyRecord {
  deviceKeyId: string;
  userId: string;
  clientId: string;
  /** What the device calls itself, for programs. */
  deviceId: string;
  /** The same, for people. */
  deviceName: string;
  publicKey: string;
}

/** False when this device of the user has a key for this client already. */
export async function insertDeviceKey(db: Db, key: DeviceKeyRecord, now: number): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('device_keys')
    .values({
      device_key_id: key.deviceKeyId,
      user_id: key.userId,
      client_id: key.clientId,
      device_id: key.deviceId,
      device_name: key.deviceName,
      public_key: key.publicKey,
      created_at: now,
    })
    .onConflict((c) => c.columns(['user_id', 'client_id', 'device_id']).doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

/** By id; a thousand at most are ever asked for. */
export async function listDeviceKeys(
  db: Db,
  { userId, clientId }: { userId?: string | undefined; clientId?: string | undefined },
  limit: number,
): Promise<DeviceKeyRecord[]> {
  const rows = await db
    .selectFrom('device_keys')
    .selectAll()
    .$if(userId !== undefined, (query) => query.where('user_id', '=', userId!))
    .$if(clientId !== undefined, (query) => query.where('client_id', '=', clientId!))
    .orderBy('device_key_id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    deviceKeyId: row.device_key_id,
    userId: row.user_id,
    clientId: row.client_id,
    deviceId: row.device_id,
    deviceName: row.device_name,
    publicKey: row.public_key,
  }));
}

/** @param userId only if it is this user's */
export async function deleteDeviceKey(db: Db, deviceKeyId: string, userId?: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('device_keys')
    .where('device_key_id', '=', deviceKeyId)
    .$if(userId !== undefined, (query) => query.where('user_id', '=', userId!))
    .executeTakeFirst();
  return numDeletedRows === 1n;
}
