import { CommanderError } from 'commander';
import { CommandFailure, exitCodes } from './failure.ts';
import { createProgram } from './program.ts';
import { leaveQuietlyWhenNobodyReads, printFailure } from './terminal/terminal.ts';

async function run(argv: readonly string[]): Promise<number> {
  try {
    await createProgram().parseAsync(argv);
    // A command that ends well may still have set another code itself.
    return Number(process.exitCode ?? exitCodes.success);
  } catch (error) {
    // commander has printed its own message: 0 is for --help and --version.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.success : exitCodes.usage;
    if (error instanceof CommandFailure) {
      printFailure(error.message);
      return error.exitCode;
    }
    printFailure(error instanceof Error ? error.message : String(error));
    return exitCodes.failed;
  }
}

leaveQuietlyWhenNobodyReads();
// No top-level await: bin/valetkey.cjs loads this file with require(), which does not take a module that has one.
run(process.argv).then((exitCode) => {
  process.exitCode = exitCode;
});
