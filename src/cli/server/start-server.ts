import { readFileSync } from 'node:fs';
import { type Application, type Config, createApplication } from '../../app/index.ts';
import { applyTenantFile, formatProblem, readTenantFile } from '../../tenant/index.ts';
import { CommandFailure } from '../failure.ts';
import { printNote } from '../terminal/terminal.ts';
import { packageVersion } from '../version.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What the tenant file did, for people to read. */
export interface Configured {
  readonly changes: readonly string[];
  readonly generatedSecrets: readonly string[];
  readonly warnings: readonly string[];
}

function refuse(name: string, problems: readonly { path: string; text: string; line?: number }[]): never {
  const lines = problems.map((problem) => `  ${formatProblem(problem)}`);
  throw new CommandFailure(`${name} is refused, and nothing of it was applied:\n${lines.join('\n')}`);
}

/**
 * Applies a tenant file before anything is served.
 * @throws {CommandFailure} with every problem of the file
 */
export async function configureTenant(
  app: Application,
  name: string,
  text: string,
  environment: Environment,
): Promise<Configured> {
  const read = readTenantFile(text, environment);
  if (!read.plan) refuse(name, read.problems);
  const applied = await applyTenantFile(app.tenant, read.plan, { checkUrl: (url) => app.egress.checkUrl(url) });
  if (applied.problems.length > 0) refuse(name, applied.problems);
  return {
    changes: applied.changes.map(({ section, name: changed, action }) => `${action} ${section} ${changed}`),
    generatedSecrets: applied.generatedSecrets,
    warnings: [...new Set([...read.warnings, ...applied.warnings])],
  };
}

export function readTextFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new CommandFailure(`${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`);
  }
}

/** Puts the server together; a database that cannot be opened ends in a sentence, not in a stack trace. */
export async function openServer(config: Config): Promise<Application> {
  try {
    return await createApplication(config, { version: packageVersion() });
  } catch (error) {
    throw new CommandFailure(`the server cannot start: ${explain(error)}`);
  }
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { detail } = error as { detail?: string };
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : '';
  return detail ? `${error.message} (${detail})` : `${error.message}${cause}`;
}

/** Listens, and says so in words when the port is taken. */
export async function listen(app: Application, config: Config): Promise<void> {
  try {
    await app.listen();
  } catch (error) {
    await app.close();
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'EADDRINUSE' ? 'it is in use by another program' : (code ?? explain(error));
    throw new CommandFailure(`cannot listen on ${config.host}:${config.port}: ${why}`);
  }
}

/** Resolves at the first SIGTERM or SIGINT; a second one ends the process at once. */
export function waitForSignal(): Promise<void> {
  return new Promise((resolve) => {
    const stop = (signal: NodeJS.Signals) => {
      printNote(`${signal}: finishing the requests under way ...`);
      for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => process.exit(1));
      resolve();
    };
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
  });
}
