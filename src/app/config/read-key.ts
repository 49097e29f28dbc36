import { readFileSync, statSync } from 'node:fs';
import { createKeyEncryptionKey, createKeyring, type Keyring, keyBytes } from '../../base/index.ts';

type KeyOutcome = { readonly keyring: Keyring } | { readonly problem: string };

function decode(text: string, name: string): KeyOutcome {
  const trimmed = text.trim();
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(trimmed)) return { problem: `${name} must be ${keyBytes} bytes in base64` };
  try {
    return { keyring: createKeyring(createKeyEncryptionKey(Buffer.from(trimmed, 'base64'))) };
  } catch (error) {
    return { problem: `${name}: ${error instanceof RangeError ? error.message : 'not usable as a key'}` };
  }
}

function readFile(path: string): KeyOutcome {
  let text: string;
  try {
    const { mode, uid } = statSync(path);
    if (process.platform !== 'win32') {
      if ((mode & 0o077) !== 0) return { problem: 'VALETKEY_KEY_FILE may be read by others; run chmod 600 on it' };
      const own = process.getuid?.();
      if (own !== undefined && uid !== own) return { problem: 'VALETKEY_KEY_FILE belongs to another user' };
    }
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    return { problem: `VALETKEY_KEY_FILE cannot be read (${code})` };
  }
  return decode(text, 'VALETKEY_KEY_FILE');
}

/** The key-encryption key from exactly one source (V-07); a problem never contains any of it. */
export function readKey(key: string | undefined, keyFile: string | undefined): KeyOutcome {
  if (key !== undefined && keyFile !== undefined) {
    return { problem: 'VALETKEY_KEY and VALETKEY_KEY_FILE are both set; keep one' };
  }
  if (key !== undefined) return decode(key, 'VALETKEY_KEY');
  if (keyFile !== undefined) return readFile(keyFile);
  return {
    problem: 'VALETKEY_KEY or VALETKEY_KEY_FILE must be set; make a key with: openssl rand -base64 32',
  };
}
