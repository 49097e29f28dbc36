import { createFirstStartLink } from '../../administrators/index.ts';
import type { Application } from '../../app/index.ts';
import { hasAdministrators } from '../../storage/index.ts';
import { printNote } from '../terminal/terminal.ts';

/** Address of the page where the first administrator makes an account; undefined when there is one. */
export async function makeFirstStartLink({ tenant }: Application): Promise<string | undefined> {
  return (await createFirstStartLink(tenant))?.url;
}

const howToBegin =
  'Nobody administers this server yet. For a link to the first account run: valetkey admin link (with the settings and the key of this server)';

/** While nobody can use the dashboard: whoever sits at this terminal is the operator, whoever reads a log is not. */
export async function printFirstStartLink(app: Application): Promise<void> {
  if (!process.stderr.isTTY) {
    // A log is kept, and read by others.
    if (!(await hasAdministrators(app.tenant.store.db))) printNote(howToBegin);
    return;
  }
  const url = await makeFirstStartLink(app);
  if (url === undefined) return;
  printNote(`Nobody administers this server yet. Make your account within 24 hours, the link works once:\n${url}`);
}
