import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, type JWK } from 'jose';

const fileName = 'strict-idp-jwks.json';

/**
 * The IdP's signing keys (private, as a JWK set). With a directory they are kept there, readable by the owner only, so
 * that ID tokens and cached key sets stay good over a restart.
 */
export async function signingKeys(directory?: string): Promise<{ keys: JWK[] }> {
  if (!directory) return generateKeys();
  const path = join(directory, fileName);
  try {
    return JSON.parse(await readFile(path, 'utf8')) as { keys: JWK[] };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const keys = await generateKeys();
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const temporary = `${path}.${process.pid}`;
  await writeFile(temporary, JSON.stringify(keys), { mode: 0o600 });
  await rename(temporary, path);
  return keys;
}

async function generateKeys(): Promise<{ keys: JWK[] }> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  return { keys: [{ ...(await exportJWK(privateKey)), use: 'sig', alg: 'RS256' }] };
}
