import { createFirstStartLink } from '../../administrators/index.ts';
import type { Application } from '../../app/index.ts';
import { printNote } from '../terminal/terminal.ts';

/** Address of the page where the first administrator makes an account; undefined when there is one. */
export async function makeFirstStartLink({ tenant }: Application): Promise<string | undefined> {
  return (await createFirstStartLink(tenant))?.url;
}

/** Once per start while nobody can use the dashboard: whoever sees this terminal is the operator. */
export async function printFirstStartLink(app: Application): Promise<void> {
  const url = await makeFirstStartLink(app);
  if (url === undefined) return;
  printNote(`Nobody administers this server yet. Make your account within 24 hours, the link works once:\n${url}`);
}
