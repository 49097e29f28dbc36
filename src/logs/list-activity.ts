import { isoDate, ValetkeyError } from '../base/index.ts';
import { type ActivityCount, type ActivityKind, countActivity, OutOfTime } from '../storage/index.ts';
import { type Connection, listConnections, type Tenant } from '../tenant/index.ts';
import { firstLogId } from '../vault/index.ts';

const dayLength = 86_400_000;
/** Milliseconds. */
const patience = 5_000;

type Counts = Record<ActivityKind, number>;

const nothing = (): Counts => ({
  sign_ins: 0,
  failed_sign_ins: 0,
  token_reads: 0,
  refreshes: 0,
  failed_refreshes: 0,
});

export interface Activity {
  /** The oldest first, none left out. */
  readonly days: (Counts & { readonly date: string })[];
  readonly connections: (Counts & { readonly name: string; readonly strategy: string })[];
}

function isOf({ id, name }: Connection, { connection }: ActivityCount): boolean {
  if (connection === undefined) return false;
  return 'id' in connection ? connection.id === id : connection.name === name;
}

function sum(counts: readonly ActivityCount[]): Counts {
  const total = nothing();
  for (const { kind, count } of counts) total[kind] += count;
  return total;
}

/**
 * What happened in the last days, today included, as far back as the logs are kept.
 * @throws {ValetkeyError} `query_timeout`
 */
export async function listActivity(tenant: Tenant, days: number): Promise<Activity> {
  const today = Math.floor(tenant.clock.now() / dayLength);
  const sinceDay = today - days + 1;
  const wish = { sinceDay, since: firstLogId(sinceDay * dayLength), milliseconds: patience };
  const counts = await countActivity(tenant.store, wish).catch((error: unknown) => {
    if (error instanceof OutOfTime) throw new ValetkeyError('query_timeout', { cause: error });
    throw error;
  });
  return {
    days: Array.from({ length: days }, (_, index) => ({
      date: isoDate((sinceDay + index) * dayLength).slice(0, 10),
      ...sum(counts.filter(({ day }) => day === sinceDay + index)),
    })),
    connections: (await listConnections(tenant)).map((connection) => ({
      ...{ name: connection.name, strategy: connection.provider.strategy },
      ...sum(counts.filter((count) => isOf(connection, count))),
    })),
  };
}
