import { resolve } from 'node:path';
import type { SandboxOptions } from '../commands/sandbox.ts';
import { CommandFailure, usageFailure } from '../failure.ts';
import { createWalker } from '../journey/walk.ts';
import { waitForSignal } from '../server/start-server.ts';
import { printNote } from '../terminal/terminal.ts';
import { journeyCommands, printWelcome } from './print-welcome.ts';
import { samplePeople } from './sample-people.ts';
import { type Sandbox, startSandbox } from './start-sandbox.ts';

/** Its tokens do not end, so the printed commands work for as long as the sandbox runs. */
const firstConnection = 'github';

function choosePorts({ tls, port }: SandboxOptions) {
  const server = port === undefined ? (tls ? 3443 : 3000) : Number(port);
  if (!Number.isInteger(server) || server < 1024 || server > 65_530) {
    throw usageFailure('--port must be a whole number from 1024 to 65530');
  }
  return { server, strict: server + 1, google: server + 2, github: server + 3, example: server + 4 };
}

/** The first user, so that there is somebody to read. */
async function signInFirstUser(sandbox: Sandbox): Promise<string> {
  const walker = createWalker(sandbox);
  try {
    return await walker.signIn(firstConnection, samplePeople[0]?.id ?? '');
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
        `one of the ports ${ports.server} to ${ports.example} is in use; choose others with --port (npm start -- --port 4000)`,
      );
    }
    throw error;
  }
  const userId = await signInFirstUser(sandbox);
  printWelcome(sandbox, journeyCommands(sandbox, userId, firstConnection), folder);
  await waitForSignal();
  await sandbox.close();
}
