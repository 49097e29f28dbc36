import { type Config, readConfig } from '../../app/index.ts';
import { CommandFailure, exitCodes } from '../failure.ts';
import { serverEnvironment, tenantFileEnvironment } from '../settings.ts';
import { printNote, printWarning } from '../terminal/terminal.ts';
import { printFirstStartLink } from './first-start-link.ts';
import { refuseInspection } from './refuse-inspection.ts';
import { returnMemoryOfStart } from './return-memory.ts';
import { configureTenant, listen, openServer, readTextFile, waitForSignal } from './start-server.ts';

/** The server's settings from the environment, or a failure that names every problem. */
export async function readServerConfig(): Promise<Config> {
  const read = await readConfig(serverEnvironment());
  if ('config' in read) return read.config;
  const lines = read.problems.map((problem) => `  ${problem}`);
  throw new CommandFailure(`the settings are not right:\n${lines.join('\n')}`, exitCodes.usage);
}

/** Runs the server until it is told to end. */
export async function serve(options: { tenant?: string }): Promise<void> {
  const config = await readServerConfig();
  if (!config.allowInspect) refuseInspection();
  const text = options.tenant === undefined ? undefined : readTextFile(options.tenant);
  const app = await openServer(config);
  try {
    if (options.tenant !== undefined && text !== undefined) {
      const done = await configureTenant(app, options.tenant, text, tenantFileEnvironment());
      const { changes, generatedSecrets, warnings } = done;
      for (const warning of warnings) printWarning(`${options.tenant}: ${warning}`);
      for (const change of changes) printNote(change);
      for (const name of generatedSecrets) {
        printNote(`client ${name} got a secret; show it with: valetkey client-secret '${name}'`);
      }
    }
  } catch (error) {
    await app.close();
    throw error;
  }
  await listen(app, config);
  returnMemoryOfStart();
  printNote(`valetkey serves ${config.issuer} on ${config.host}:${config.port}`);
  await printFirstStartLink(app);
  await waitForSignal();
  await app.close();
}
