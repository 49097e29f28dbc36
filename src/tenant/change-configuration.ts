import { countConfigurationChange, type Db } from '../storage/index.ts';
import type { Tenant } from './tenant.ts';

/** Changes configuration in one transaction, and lets every node know: this one at once, the others within a second. */
export async function changeConfiguration<T>(tenant: Tenant, change: (db: Db) => Promise<T>): Promise<T> {
  const outcome = await tenant.store.transaction(async (db) => {
    // First, for its row lock: changes of configuration happen one after another.
    await countConfigurationChange(db);
    return change(db);
  });
  tenant.configuration.clear();
  return outcome;
}
