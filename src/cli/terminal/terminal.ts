import pc from 'picocolors';
import { wantsColour } from '../settings.ts';

// stdout carries the result and nothing else, so that `$(valetkey token)` is safe; all words to a person go to stderr.
const colours = pc.createColors(wantsColour(process.stderr));

export function printResult(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function printJson(value: unknown): void {
  printResult(JSON.stringify(value, null, 2));
}

export function printNote(text: string): void {
  process.stderr.write(`${colours.dim(text)}\n`);
}

export function printWarning(text: string): void {
  process.stderr.write(`${colours.yellow('valetkey:')} ${text}\n`);
}

export function printFailure(text: string): void {
  process.stderr.write(`${colours.red('valetkey:')} ${text}\n`);
}

export function paintFailure(text: string): string {
  return colours.red(text);
}

/** `valetkey call ... | head -1` closes the pipe early: that is no failure worth a stack trace. */
export function leaveQuietlyWhenNobodyReads(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
}
