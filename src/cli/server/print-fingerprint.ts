import { text } from 'node:stream/consumers';
import { fingerprintToken } from '../../vault/index.ts';
import { usageFailure } from '../failure.ts';
import { printResult } from '../terminal/terminal.ts';
import { withTenant } from './with-tenant.ts';

/** For whoever found a token and wants to know who had read it. An argument would stay in the shell's history. */
export async function printFingerprint(): Promise<void> {
  const token = (await text(process.stdin)).trim();
  if (token === '') throw usageFailure('there is no token on stdin');
  printResult(await withTenant(async ({ hash }) => fingerprintToken(hash, token)));
}
