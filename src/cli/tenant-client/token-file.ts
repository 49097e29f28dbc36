import { createHash } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { TenantSettings } from '../settings.ts';
import { isTokenAnswer, type TokenAnswer } from './fetch-token.ts';
import { isObject } from './read-json.ts';

/** A token as it lies in the file. Times in milliseconds since 1970, by this machine's clock. */
export interface KeptToken {
  readonly answer: TokenAnswer;
  /** When it was asked for, so that the life below is never too long. */
  readonly obtainedAt: number;
  readonly expiresAt: number;
}

/** One file for each tenant, client and audience; the name gives none of them away. */
export function tokenFilePath(folder: string, settings: TenantSettings): string {
  const identity = JSON.stringify([settings.issuer, settings.clientId, settings.audience]);
  return join(folder, `token-${createHash('sha256').update(identity).digest('hex').slice(0, 32)}.json`);
}

function isOurs(stats: Stats): boolean {
  // Windows has no such owner: there the folder lies in the user's own profile.
  const user = process.geteuid?.();
  return user === undefined || stats.uid === user;
}

function isPrivate(stats: Stats): boolean {
  return process.platform === 'win32' || (stats.mode & 0o077) === 0;
}

/**
 * Makes the folder, for its owner only.
 * @returns why it cannot be used, or undefined when all is well
 */
export function prepareFolder(folder: string): string | undefined {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const stats = lstatSync(folder);
    if (!stats.isDirectory() || !isOurs(stats)) return 'it is not a folder of this user';
    if (!isPrivate(stats)) chmodSync(folder, 0o700);
    accessSync(folder, constants.W_OK);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
}

/** The kept token; undefined when there is none, when it is damaged, or when others could have read or put it there. */
export function readTokenFile(path: string): KeptToken | undefined {
  let file: number | undefined;
  try {
    // O_NOFOLLOW is missing on Windows.
    file = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
    const stats = fstatSync(file);
    if (!stats.isFile() || !isOurs(stats) || !isPrivate(stats)) return undefined;
    const kept: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isKeptToken(kept) ? kept : undefined;
  } catch {
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function isKeptToken(value: unknown): value is KeptToken {
  if (!isObject(value) || !isObject(value.answer)) return false;
  return isTokenAnswer(value.answer) && Number.isFinite(value.obtainedAt) && Number.isFinite(value.expiresAt);
}

/** Replaces the file in one step: a reader sees the old token or the new one. Only who holds the lock may call this. */
export function writeTokenFile(path: string, kept: KeptToken): void {
  const next = `${path}.new`;
  // What a killed writer left; `wx` below then refuses whatever else lies there, links included.
  rmSync(next, { force: true });
  writeFileSync(next, JSON.stringify(kept), { flag: 'wx', mode: 0o600 });
  renameSync(next, path);
}
