import { setTimeout as pass } from 'node:timers/promises';
import type { LogoutInitiator } from '../contract/index.ts';
import {
  type ClaimedLogoutNotice,
  claimLogoutNotices,
  hasDueLogoutNotice,
  type LogoutNotice,
  listClientsToTell,
  postponeLogoutNotice,
  postponeLogoutNotices,
  removeLogoutNotice,
} from '../storage/index.ts';
import { findClient } from '../tenant/index.ts';
import { post, type Sender } from './post.ts';
import { findLogoutUrl } from './queue-logouts.ts';
import { waitAfterLogout } from './retry-times.ts';

/** Milliseconds: longer than an attempt may take (5 s), and the writing of how it ended. */
const leaseLength = 15_000;
/** Of one application: another's notices never wait for them. */
const atOnce = 5;
const applicationsAtOnce = 20;
/** Milliseconds that an application is left alone when it let us wait for the end of an attempt. */
const restLength = 30_000;
/** Milliseconds after which a notice is given up however often it was tried: a session is over for good by then. */
const longestDelay = 3_600_000;
/** Milliseconds after which others that are due are looked for while some applications are being told. */
const lookAgain = 500;

/** What tells applications of logouts in this process. Other nodes may do the same at the same time. */
export interface LogoutCourier extends Sender {
  /** Signed anew for each attempt: a logout token lives for two minutes. */
  issueLogoutToken(notice: LogoutNotice): Promise<string>;
  /** Told how it ended, in words of ours. */
  onSettled(notice: LogoutNotice, end: { delivered: boolean; outcome: string; attempts: number }): void;
}

/** The request was wrong by the application's own word: the same again would be, too. */
function isFinal(outcome: string): boolean {
  return /^status_4/.test(outcome) && outcome !== 'status_408' && outcome !== 'status_429';
}

/** @returns whether the application let us wait in vain */
async function deliver(courier: LogoutCourier, notice: ClaimedLogoutNotice): Promise<boolean> {
  const { store, clock } = courier.tenant;
  const client = await findClient(courier.tenant, notice.clientId);
  const url = client && findLogoutUrl(client, notice.initiator as LogoutInitiator);
  if (url === undefined) {
    // The operator does not want it told any more.
    await removeLogoutNotice(store.db, notice);
    return false;
  }
  const settle = async (end: { delivered: boolean; outcome: string; attempts: number }) => {
    await removeLogoutNotice(store.db, notice);
    courier.onSettled(notice, end);
  };
  const { attempts } = notice;
  if (clock.now() - notice.createdAt > longestDelay) {
    await settle({ delivered: false, outcome: 'too_late', attempts: attempts - 1 });
    return false;
  }
  const body = new URLSearchParams({ logout_token: await courier.issueLogoutToken(notice) }).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const { delivered, outcome, timedOut = false } = await post(courier, url, headers, body);
  // Cut off by us, which says nothing about the receiver: the claim runs out by itself.
  if (!delivered && courier.signal.aborted) return false;
  const wait = delivered || isFinal(outcome) ? undefined : waitAfterLogout(attempts);
  if (wait === undefined) await settle({ delivered, outcome, attempts });
  else await postponeLogoutNotice(store.db, notice, clock.now() + wait);
  return timedOut;
}

/** Tells one application all that is due, a few at a time, for as long as it answers. */
async function tellApplication(courier: LogoutCourier, clientId: string): Promise<void> {
  const { store, clock } = courier.tenant;
  const claim = { clientId, length: leaseLength, limit: atOnce };
  while (!courier.signal.aborted) {
    const notices = await claimLogoutNotices(store.db, { ...claim, now: clock.now() });
    if (notices.length === 0) return;
    const settled = await Promise.allSettled(notices.map((notice) => deliver(courier, notice)));
    const broken = settled.find((one) => one.status === 'rejected');
    if (broken) throw broken.reason;
    if (settled.some((one) => one.status === 'fulfilled' && one.value)) {
      return postponeLogoutNotices(store.db, clientId, clock.now() + restLength);
    }
  }
}

/** Until one of these is over, or a moment has passed. */
async function firstOf(works: Iterable<Promise<unknown>>): Promise<void> {
  const moment = new AbortController();
  const passed = pass(lookAgain, undefined, { signal: moment.signal }).catch(() => {});
  await Promise.race([...works, passed]);
  moment.abort();
}

/**
 * Tells applications of sessions that have ended (OpenID Connect Back-Channel Logout 1.0 section 2.5), each at its own
 * pace. A node that dies between the application's answer and its note of it leaves it to be told again, under the same
 * `jti`.
 * @throws what the database threw; claims end by themselves
 */
export async function deliverLogouts(courier: LogoutCourier): Promise<void> {
  const { store, clock } = courier.tenant;
  const underWay = new Map<string, Promise<void>>();
  const failures: unknown[] = [];
  const begin = (clientId: string) => {
    const work = tellApplication(courier, clientId)
      .catch((error: unknown) => void failures.push(error))
      .finally(() => underWay.delete(clientId));
    underWay.set(clientId, work);
  };
  try {
    while (!courier.signal.aborted && failures.length === 0) {
      const now = clock.now();
      if (underWay.size < applicationsAtOnce && (await hasDueLogoutNotice(store.db, now))) {
        const limit = applicationsAtOnce - underWay.size;
        const clients = await listClientsToTell(store.db, { now, except: [...underWay.keys()], limit });
        for (const clientId of clients) begin(clientId);
      }
      if (underWay.size === 0) return;
      await firstOf(underWay.values());
    }
  } finally {
    await Promise.all(underWay.values());
  }
  if (failures.length > 0) throw failures[0];
}
