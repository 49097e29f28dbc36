import { argon2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { createTurns, equalSecrets, type HashSecret } from '../../base/index.ts';

const derive = promisify(argon2);

/** OWASP's recommendation for Argon2id: 19 MiB, two passes, one lane. */
const cost = { memory: 19_456, passes: 2, parallelism: 1 } as const;
const tagLength = 32;
const saltLength = 16;
/** 19 MiB each: what many sign-ins at once may take of memory and processor. */
const atOnce = 2;
const mostWaiting = 32;

export interface PasswordHasher {
  /** The form in which a password is stored: PHC text. */
  hash(password: string): Promise<string>;
  /** Takes as long for an account without a password, or that is not there, as for any other. */
  verify(password: string, stored: string | null | undefined): Promise<boolean>;
}

interface Stored {
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
  readonly salt: Buffer;
  readonly tag: string;
}

const form = /^\$argon2id\$v=19\$m=(\d{1,8}),t=(\d{1,3}),p=(\d{1,3})\$([A-Za-z0-9+/]{16,64})\$([A-Za-z0-9+/]{43})$/;

const unpadded = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');

function parse(text: string): Stored | undefined {
  const [, memory, passes, parallelism, salt, tag] = form.exec(text) ?? [];
  if (salt === undefined || tag === undefined) return undefined;
  return {
    ...{ memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism), tag },
    salt: Buffer.from(salt, 'base64'),
  };
}

/**
 * Argon2id over an HMAC of the password: a stolen database can be searched only by who has the key of the vault too.
 * @param hashSecret of the tenant
 */
export function createPasswordHasher(hashSecret: HashSecret): PasswordHasher {
  const turns = createTurns(atOnce, mostWaiting);
  // Keyboards differ in how they make the same character (NIST SP 800-63B section 3.1.1.2).
  const prepare = (password: string) => hashSecret('administrator-password', password.normalize('NFKC'));
  /** Nobody's: no password leads to it. */
  const decoy: Stored = { ...cost, salt: randomBytes(saltLength), tag: unpadded(randomBytes(tagLength)) };

  const tagOf = (password: string, { memory, passes, parallelism, salt }: Omit<Stored, 'tag'>) =>
    turns.take('argon2id', async () => {
      const settings = { memory, passes, parallelism, tagLength, nonce: salt };
      return unpadded(await derive('argon2id', { ...settings, message: prepare(password) }));
    });

  return {
    async hash(password) {
      const salt = randomBytes(saltLength);
      const tag = await tagOf(password, { ...cost, salt });
      return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${unpadded(salt)}$${tag}`;
    },
    async verify(password, stored) {
      const known = stored ? parse(stored) : undefined;
      const { tag, ...settings } = known ?? decoy;
      return equalSecrets(await tagOf(password, settings), tag) && known !== undefined;
    },
  };
}
