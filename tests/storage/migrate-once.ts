// Opens the store named on the command line, as a starting node does, and says how many migrations it finds.
import { openStore } from '../../src/storage/index.ts';

const store = await openStore({ url: process.argv[2] ?? '' });
const { length } = await store.db
  .selectFrom('kysely_migration' as never)
  .selectAll()
  .execute();
await store.close();
process.stdout.write(`${length}\n`);
