import { randomBytes, randomInt } from 'node:crypto';

/** Where every identifier and one-time credential comes from, injected so that tests can foresee them. */
export interface Ids {
  /** URL-safe text that carries `bytes` random bytes; 32 unless told, which is 43 characters. */
  token(bytes?: number): string;
  /** `length` characters of A-Z a-z 0-9, the form of Auth0's ids (`con_` + 16, client ids of 32). */
  alphanumeric(length: number): string;
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

export const randomIds: Ids = {
  token: (bytes = 32) => randomBytes(bytes).toString('base64url'),
  alphanumeric: (length) => Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join(''),
};
