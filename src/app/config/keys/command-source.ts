import { execFile } from 'node:child_process';
import { KeyProblem, type KeySource } from './key-source.ts';
import { parseKeys } from './parse-keys.ts';

/** Milliseconds. */
const timeLimit = 10_000;
/** Characters: a thousand keys. */
const longestOutput = 65_536;
const tooMuch: unknown = 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER';

/** The words of a command: a JSON array, or text with spaces between. No shell sees it, so nothing is expanded. */
export function splitCommand(text: string): readonly string[] | undefined {
  const trimmed = text.trim();
  if (!trimmed.startsWith('[')) return trimmed === '' ? undefined : trimmed.split(/\s+/);
  try {
    const words: unknown = JSON.parse(trimmed);
    return Array.isArray(words) && words.length > 0 && words.every((word) => typeof word === 'string')
      ? words
      : undefined;
  } catch {
    return undefined;
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Keys on the standard output of a program, in base64. What it prints is never shown, on either of its outputs. */
export function createCommandSource(
  setting: string,
  [program = '', ...parameters]: readonly string[],
  environment: Environment,
  limit = timeLimit,
): KeySource {
  const run = () =>
    new Promise<string>((resolve, reject) => {
      const options = {
        env: { ...environment },
        timeout: limit,
        killSignal: 'SIGKILL',
        maxBuffer: longestOutput,
        windowsHide: true,
      } as const;
      execFile(program, parameters, options, (error, stdout) => {
        if (!error) return resolve(stdout);
        const { code } = error;
        const why = error.killed
          ? `was ended after ${limit / 1000} seconds`
          : code === tooMuch
            ? 'prints too much'
            : typeof code === 'number'
              ? `ended with code ${code}`
              : `could not be run (${code ?? 'ended by a signal'})`;
        reject(new KeyProblem(`${setting}: the command ${why}`));
      });
    });
  return { name: setting, load: async () => parseKeys(await run(), setting) };
}
