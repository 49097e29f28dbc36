import { randomBytes } from 'node:crypto';
import { keyContext, readKeyWrapper } from '../../../app/index.ts';
import { createKeyEncryptionKey, keyBytes } from '../../../base/index.ts';
import { CommandFailure, exitCodes } from '../../failure.ts';
import { serverEnvironment } from '../../settings.ts';
import { printNote, printResult } from '../../terminal/terminal.ts';

async function wrap(bytes: Buffer): Promise<string> {
  const read = readKeyWrapper(serverEnvironment());
  if ('problems' in read) throw new CommandFailure(read.problems.join('\n'), exitCodes.usage);
  try {
    return await read.wrapper.wrap(bytes, keyContext);
  } catch (error) {
    throw new CommandFailure(error instanceof Error ? error.message : String(error));
  }
}

/** Prints a new key: in clear for a key file, or as the key service wraps it. */
export async function generate({ wrapped }: { wrapped?: boolean }): Promise<void> {
  const bytes = randomBytes(keyBytes);
  const text = wrapped ? await wrap(bytes) : bytes.toString('base64');
  printNote(`key ${createKeyEncryptionKey(bytes).id}`);
  bytes.fill(0);
  printResult(text);
}
