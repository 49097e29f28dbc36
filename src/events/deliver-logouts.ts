import type { LogoutInitiator } from '../contract/index.ts';
import {
  type ClaimedLogoutNotice,
  claimLogoutNotices,
  hasDueLogoutNotice,
  type LogoutNotice,
  postponeLogoutNotice,
  removeLogoutNotice,
} from '../storage/index.ts';
import { findClient } from '../tenant/index.ts';
import { post, type Sender } from './post.ts';
import { findLogoutUrl } from './queue-logouts.ts';
import { waitAfterLogout } from './retry-times.ts';

/** Milliseconds: longer than an attempt may take (5 s), and the writing of how it ended. */
const leaseLength = 15_000;
const atOnce = 10;

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

async function deliver(courier: LogoutCourier, notice: ClaimedLogoutNotice): Promise<void> {
  const { store, clock } = courier.tenant;
  const client = await findClient(courier.tenant, notice.clientId);
  const url = client && findLogoutUrl(client, notice.initiator as LogoutInitiator);
  // The operator does not want it told any more.
  if (url === undefined) return removeLogoutNotice(store.db, notice);
  const body = new URLSearchParams({ logout_token: await courier.issueLogoutToken(notice) }).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const { delivered, outcome } = await post(courier, url, headers, body);
  // Cut off by us, which says nothing about the receiver: the claim runs out by itself.
  if (!delivered && courier.signal.aborted) return;
  const wait = delivered || isFinal(outcome) ? undefined : waitAfterLogout(notice.attempts);
  if (wait !== undefined) return postponeLogoutNotice(store.db, notice, clock.now() + wait);
  await removeLogoutNotice(store.db, notice);
  courier.onSettled(notice, { delivered, outcome, attempts: notice.attempts });
}

/**
 * Tells applications of sessions that have ended (OpenID Connect Back-Channel Logout 1.0 section 2.5). A node that dies
 * between the application's answer and its note of it leaves it to be told again, under the same `jti`.
 * @throws what the database threw; claims end by themselves
 */
export async function deliverLogouts(courier: LogoutCourier): Promise<void> {
  const { store, clock } = courier.tenant;
  while (!courier.signal.aborted && (await hasDueLogoutNotice(store.db, clock.now()))) {
    const notices = await claimLogoutNotices(store.db, { now: clock.now(), length: leaseLength, limit: atOnce });
    if (notices.length === 0) return;
    const settled = await Promise.allSettled(notices.map((notice) => deliver(courier, notice)));
    const broken = settled.find((one) => one.status === 'rejected');
    if (broken) throw broken.reason;
  }
}
