/** What the process ends with; 22 is what curl --fail says for an HTTP error. */
export const exitCodes = { success: 0, failed: 1, usage: 2, httpError: 22 } as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** A command cannot go on: one sentence for a person, with what to do about it. It never holds a secret. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode = exitCodes.failed) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** The command was given something that it cannot take. */
export function usageFailure(message: string): CommandFailure {
  return new CommandFailure(message, exitCodes.usage);
}
