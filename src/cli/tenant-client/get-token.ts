import { setTimeout as wait } from 'node:timers/promises';
import { type Clock, systemClock } from '../../base/index.ts';
import { CommandFailure } from '../failure.ts';
import type { TenantSettings } from '../settings.ts';
import { fetchToken, type TokenAnswer } from './fetch-token.ts';
import { tryLock } from './file-lock.ts';
import { type KeptToken, prepareFolder, readTokenFile, tokenFilePath, writeTokenFile } from './token-file.ts';

/** A token with less life than this is replaced, so that what is printed can still be used. */
export const wantedLifeMs = 60_000;
const pollMs = 40;
/** Longer than the request that another process may be making. */
const longestWaitMs = 45_000;

export interface TokenRequest {
  settings: TenantSettings;
  /** Where tokens are kept. */
  folder: string;
  /** Only a token that was asked for after this call will do. */
  fresh?: boolean;
  /** A token that an API has refused: any but this one. */
  refused?: string;
  clock?: Clock;
  /** Told when the token cannot be kept, with the reason. */
  onNotKept?: (reason: string) => void;
}

export interface ObtainedToken extends KeptToken {
  /** It was in the file, so the client's grant or the signing keys may have changed since. */
  readonly fromFile: boolean;
}

function isAcceptable(kept: KeptToken, request: TokenRequest, askedAt: number, now: number): boolean {
  if (kept.answer.access_token === request.refused || kept.expiresAt <= now) return false;
  // What another process got while we waited will do even when tokens live shorter than the wanted life.
  if (kept.obtainedAt >= askedAt) return true;
  return !request.fresh && kept.expiresAt - now >= wantedLifeMs;
}

async function fetchKept(settings: TenantSettings, clock: Clock): Promise<KeptToken> {
  const obtainedAt = clock.now();
  const answer: TokenAnswer = await fetchToken(settings);
  // Without expires_in (RFC 6749 section 5.1 allows that) nobody knows its life: it serves this once.
  const seconds = Number(answer.expires_in ?? 0);
  return { answer, obtainedAt, expiresAt: obtainedAt + (Number.isFinite(seconds) ? seconds : 0) * 1000 };
}

/** A full disk is no reason to withhold the token. */
function keep(path: string, fetched: KeptToken, request: TokenRequest): void {
  try {
    writeTokenFile(path, fetched);
  } catch (error) {
    request.onNotKept?.((error as NodeJS.ErrnoException).code ?? String(error));
  }
}

/** Waits for the lock, or for another process to bring the token. */
async function lockOrFind(path: string, find: () => KeptToken | undefined): Promise<KeptToken | (() => void)> {
  const deadline = Date.now() + longestWaitMs;
  while (Date.now() < deadline) {
    const unlock = tryLock(`${path}.lock`);
    const kept = find();
    if (kept) {
      unlock?.();
      return kept;
    }
    if (unlock) return unlock;
    await wait(pollMs * (1 + Math.random()));
  }
  throw new CommandFailure(
    `Another valetkey process has been fetching a token for too long; if none runs, delete ${path}.lock.`,
  );
}

/**
 * A management token: the kept one while it has a minute left, else a new one. However many processes ask at once,
 * one fetches and the others take what it got.
 * @throws {CommandFailure}
 */
export async function getToken(request: TokenRequest): Promise<ObtainedToken> {
  const { settings, folder, clock = systemClock } = request;
  const askedAt = clock.now();
  const path = tokenFilePath(folder, settings);
  const find = () => {
    const kept = readTokenFile(path);
    return kept && isAcceptable(kept, request, askedAt, clock.now()) ? kept : undefined;
  };
  const unusable = prepareFolder(folder);
  if (unusable) {
    request.onNotKept?.(unusable);
    return { ...(await fetchKept(settings, clock)), fromFile: false };
  }
  const kept = find();
  if (kept) return { ...kept, fromFile: true };
  const found = await lockOrFind(path, find);
  if (typeof found !== 'function') return { ...found, fromFile: true };
  try {
    const fetched = await fetchKept(settings, clock);
    keep(path, fetched, request);
    return { ...fetched, fromFile: false };
  } finally {
    found();
  }
}
