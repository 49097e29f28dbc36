import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JourneyOptions } from '../commands/journey.ts';
import { CommandFailure, usageFailure } from '../failure.ts';
import { sandboxConnections } from '../sandbox/sandbox-tenant.ts';
import { type Sandbox, startSandbox } from '../sandbox/start-sandbox.ts';
import { printDone, printExchange, printTitle } from './print-exchange.ts';
import { createWalker, pickIdpToken } from './walk.ts';

const person = 'Ada Lovelace';

/** Ports that are free now, each found while the others are held. */
async function findFreePorts() {
  const servers = Array.from({ length: 5 }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve, reject) => {
          server.once('error', reject);
          server.listen(0, '127.0.0.1', () => {
            const address = server.address();
            resolve(typeof address === 'object' && address ? address.port : 0);
          });
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  const [server = 0, strict = 0, google = 0, github = 0, example = 0] = ports;
  return { server, strict, google, github, example };
}

async function walk(sandbox: Sandbox, connection: string): Promise<void> {
  const walker = createWalker(sandbox, printExchange);
  try {
    printTitle(`1  ${person} signs in through the connection ${connection}`);
    const userId = await walker.signIn(connection, person);
    printTitle('2  The backend asks for a Management API token');
    const token = await walker.getManagementToken();
    printTitle(`3  The backend reads the user ${userId}, with the IdP's token`);
    const user = await walker.readUser(userId, token);
    printTitle("4  The backend calls the IdP's API with it");
    await walker.callIdp(connection, pickIdpToken(user, connection));
  } finally {
    await walker.close();
  }
}

/**
 * Walks the whole journey in a sandbox of its own and prints every request and answer.
 * @throws {CommandFailure} when any step fails
 */
export async function runJourney({ connection }: JourneyOptions): Promise<void> {
  if (!sandboxConnections.some(({ name }) => name === connection)) {
    throw usageFailure(`no such connection; there are: ${sandboxConnections.map(({ name }) => name).join(', ')}`);
  }
  const folder = await mkdtemp(join(tmpdir(), 'valetkey-journey-'));
  let sandbox: Sandbox | undefined;
  try {
    sandbox = await startSandbox({ folder, tls: false, ports: await findFreePorts() });
    await walk(sandbox, connection);
    printDone("That was the whole journey: the last answer is the IdP's own, about the user who signed in.");
  } catch (error) {
    if (error instanceof CommandFailure) throw error;
    throw new CommandFailure(`the journey broke off: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    await sandbox?.close();
    await rm(folder, { recursive: true, force: true });
  }
}
