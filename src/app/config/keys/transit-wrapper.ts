import { z } from 'zod';
import { KeyProblem } from './key-source.ts';
import type { KeyWrapper } from './key-wrapper.ts';
import { readPrivateFile } from './read-private-file.ts';

/** Milliseconds. */
const timeLimit = 5_000;

export interface TransitSettings {
  /** Address of the engine: `https://vault.example.com:8200/v1/transit`. */
  readonly url: string;
  /** Name of the service's key. */
  readonly key: string;
  readonly tokenFile: string;
  /** The setting that is named when something is wrong with the service. */
  readonly urlSetting: string;
  readonly tokenSetting: string;
}

const encrypted = z.object({ data: z.object({ ciphertext: z.string() }) });
const decrypted = z.object({ data: z.object({ plaintext: z.string() }) });

function explain(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  if (error.name === 'TimeoutError') return `no answer in ${timeLimit / 1000} seconds`;
  const { cause } = error as { cause?: { code?: unknown } };
  return String(cause?.code ?? error.name);
}

/** The Transit engine of HashiCorp Vault and OpenBao, which speak alike. What it answers is never shown. */
export function createTransitWrapper(settings: TransitSettings): KeyWrapper {
  const { url, key, tokenFile, urlSetting, tokenSetting } = settings;

  async function call<T>(operation: 'encrypt' | 'decrypt', body: object, answer: z.ZodType<T>): Promise<T> {
    // Read each time: agents renew the token in its file.
    const token = readPrivateFile(tokenFile, tokenSetting).trim();
    let response: Response;
    try {
      response = await fetch(`${url}/${operation}/${encodeURIComponent(key)}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-vault-token': token },
        body: JSON.stringify(body),
        redirect: 'error',
        signal: AbortSignal.timeout(timeLimit),
      });
    } catch (error) {
      throw new KeyProblem(`${urlSetting}: the key service cannot be reached (${explain(error)})`);
    }
    if (!response.ok) {
      await response.body?.cancel();
      throw new KeyProblem(`${urlSetting}: the key service refuses to ${operation} with ${key} (${response.status})`);
    }
    const read = answer.safeParse(await response.json().catch(() => undefined));
    if (!read.success) throw new KeyProblem(`${urlSetting}: the key service gave an answer that is not understood`);
    return read.data;
  }

  const bound = (context: string) => ({ associated_data: Buffer.from(context).toString('base64') });
  return {
    id: `${key} at ${url}`,
    async wrap(dataKey, context) {
      const plaintext = Buffer.from(dataKey).toString('base64');
      return (await call('encrypt', { plaintext, ...bound(context) }, encrypted)).data.ciphertext;
    },
    async unwrap(ciphertext, context) {
      return Buffer.from(
        (await call('decrypt', { ciphertext, ...bound(context) }, decrypted)).data.plaintext,
        'base64',
      );
    },
  };
}
