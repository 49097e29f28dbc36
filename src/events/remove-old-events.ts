import { removeGrantEvents } from '../storage/index.ts';
import type { Tenant } from '../tenant/index.ts';

/** Milliseconds for which one can see what happened, and how its delivery went. */
const shownFor = 30 * 86_400_000;

export async function removeOldEvents({ store, clock }: Tenant): Promise<void> {
  while (await removeGrantEvents(store.db, clock.now() - shownFor));
}
