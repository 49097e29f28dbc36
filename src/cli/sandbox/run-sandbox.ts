import { resolve } from 'node:path';
import type { SandboxOptions } from '../commands/sandbox.ts';
import { CommandFailure, usageFailure } from '../failure.ts';
import { createWalker } from '../journey/walk.ts';
import { makeFirstStartLink } from '../server/first-start-link.ts';
import { waitForSignal } from '../server/start-server.ts';
import { printNote } from '../terminal/terminal.ts';
import { journeyCommands, printWelcome } from './print-welcome.ts';
import { samplePeople } from './sample-people.ts';
import { type Sandbox, startSandbox } from './start-sandbox.ts';

/** Its tokens do not end, so the printed commands work for as long as the sandbox runs. */
const firstConnection = 'github';

/** The IdPs keep their ports with and without TLS: an IdP at another address is another IdP, with other users. */
function choosePorts({ tls, port }: SandboxOptions) {
  const first = port === undefined ? 3000 : Number(port);
  if (!Number.isInteger(first) || first < 1024 || first > 65_000) {
    throw usageFailure('--port must be a whole number from 1024 to 65000');
  }
  return {
    server: tls ? first + 443 : first,
    strict: first + 1,
    google: first + 2,
    github: first + 3,
    example: first + 4,
  };
}

/** The first user, so that there is somebody to read. */
async function signInFirstUser(sandbox: Sandbox): Promise<string> {
  const walker = createWalker(sandbox);
  try {
    return await walker.signIn(firstConnection, samplePeople[0]?.id ?? '');
  } catch (error) {
    await sandbox.close();
    throw new CommandFailure(
      `the first sign-in failed (${error instanceof Error ? error.message : error}). Were the data made with other ports? Try another folder: --data ./data-2`,
    );
  } finally {
    await walker.close();
  }
}

/** Runs until it is told to end. */
export async function runSandbox(options: SandboxOptions): Promise<void> {
  const folder = resolve(options.data);
  const ports = choosePorts(options);
  printNote('Starting the server and three identity providers ...');
  let sandbox: Sandbox;
  try {
    sandbox = await startSandbox({ folder, tls: options.tls === true, ports });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') {
      throw new CommandFailure(
        `one of the ports ${Object.values(ports).join(', ')} is in use; choose others with --port (npm start -- --port 4000)`,
      );
    }
    throw error;
  }
  const userId = await signInFirstUser(sandbox);
  const firstStartUrl = await makeFirstStartLink(sandbox.app);
  printWelcome(sandbox, journeyCommands(sandbox, userId, firstConnection), { folder, firstStartUrl });
  await waitForSignal();
  await sandbox.close();
}
