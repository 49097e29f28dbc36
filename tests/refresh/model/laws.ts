import { isDatabaseAway } from '../../../src/storage/index.ts';
import type { RefreshToken } from './model-idp.ts';
import type { Person, World } from './world.ts';

/** Milliseconds, from the vault: how long a reader waits at most, and the least time between two sendings by a lease. */
const patience = 27_000;
const betweenHolders = 11_000;
const lease = 15_000;
const firstBackOff = 2_000;

/** What was seen so far of a run. */
export interface Past {
  /** The number of the refresh token that was stored last, by subject. */
  readonly newest: Map<string, number>;
  /** When the clock jumped, and when who signed in, in virtual time. */
  readonly jumps: number[];
  readonly signIns: { readonly subject: string; readonly at: number }[];
  calls: number;
}

export function createPast(): Past {
  return { newest: new Map(), jumps: [], signIns: [], calls: 0 };
}

function insist(condition: boolean, what: () => string): void {
  if (!condition) throw new Error(what());
}

async function findStored(world: World, person: Person): Promise<RefreshToken | undefined> {
  const text = await world.findRefreshToken(person);
  return text === undefined ? undefined : world.idp.refreshTokens.get(text)!;
}

async function checkStored(world: World, past: Past, person: Person): Promise<void> {
  const record = (await world.find(person))!;
  const stored = await findStored(world, person);
  if (!stored) return;
  const { text, spent, successors, family, refused } = stored;
  const before = past.newest.get(person.subject) ?? 0;
  insist(family.subject === person.subject, () => `${person.subject} has ${text}`);
  insist(stored.number >= before, () => `${text} was stored over the newer ${before}`);
  past.newest.set(person.subject, stored.number);
  const { wastedAt } = family;
  const jumped = wastedAt !== undefined && past.jumps.some((at) => at > wastedAt - lease && at <= wastedAt);
  insist(wastedAt === undefined || jumped, () => `the family of ${text} was ended though its newest token had come`);
  const received = successors.find((successor) => successor.holderLives?.());
  // What a database that was away missed is brought to it within a moment.
  const missed = world.time.now() < world.databaseAwayUntil + 500;
  insist(!spent || !received || missed, () => `${text} is stored, though ${received?.text} came for it`);
  if (record.health === 'ok') return;
  insist(refused, () => `${text} counts as ${record.healthReason}, but the IdP never said so`);
  const interrupted = spent || family.reused;
  insist(
    !interrupted || record.healthReason === 'refresh_interrupted',
    () => `${text} was lost on the way, but counts as ${record.healthReason}`,
  );
}

/** One refresh at a time for each grant, and none soon after a failure. */
function checkCalls(world: World, past: Past): void {
  const { calls } = world.idp;
  for (const call of calls.slice(past.calls)) {
    const { subject } = call.token.family;
    const earlier = calls.filter((one) => one !== call && one.token.family.subject === subject);
    for (const before of earlier.filter((one) => one.sentAt <= call.sentAt)) {
      const jumped = past.jumps.some((at) => at >= before.sentAt - betweenHolders && at <= call.sentAt);
      const apart = call.sentAt - before.sentAt;
      const over = before.endedAt !== undefined && before.endedAt <= call.sentAt;
      const what = `${call.token.text} was shown at ${call.sentAt}, after ${before.token.text} at ${before.sentAt}`;
      insist(jumped || over || apart >= betweenHolders, () => `${what}, which was not answered`);
      const signedIn = past.signIns.some(
        ({ subject: who, at }) => who === subject && at >= before.sentAt && at <= call.sentAt,
      );
      const same = before.token === call.token;
      const soon = over && call.sentAt - before.endedAt! < firstBackOff;
      insist(jumped || signedIn || !(same && before.failed && soon), () => `${what}, which had failed`);
    }
  }
  past.calls = calls.length;
}

function checkReadings(world: World): void {
  for (const { person, accessToken, error, begunAt, endedAt, node } of world.readings) {
    const owner = accessToken?.split(':')[1];
    insist(owner === undefined || owner === person.subject, () => `${person.subject} got ${accessToken}`);
    insist(error === undefined || isDatabaseAway(error), () => `a read failed: ${String(error)}`);
    const took = (endedAt ?? world.time.now()) - begunAt;
    insist(!node.alive || took <= patience, () => `a read of ${person.subject} took ${took} ms`);
  }
}

/** What holds at every moment. */
export async function checkLaws(world: World, past: Past, people: readonly Person[]): Promise<void> {
  for (const person of people) await checkStored(world, past, person);
  checkCalls(world, past);
  checkReadings(world);
}

/** What holds once nothing is in the way any more: what the IdP still honours is used, and the rest is said to be over. */
export async function checkEnd(world: World, people: readonly Person[]): Promise<void> {
  for (const person of people) {
    const before = world.readings.length;
    world.nodes.forEach((node) => {
      world.read(node, person);
    });
    await world.time.advance(60_000);
    const readings = world.readings.slice(before);
    const stored = await findStored(world, person);
    const record = (await world.find(person))!;
    if (!stored) continue;
    const { text, family } = stored;
    if (world.idp.isGood(stored)) {
      insist(
        readings.every(({ accessToken }) => accessToken !== undefined),
        () =>
          `${text} is good, but a reader got ${JSON.stringify(readings.map(({ outcome, error }) => outcome?.result ?? String(error)))}`,
      );
      continue;
    }
    if (record.health === 'ok') continue;
    const saved = [...world.idp.refreshTokens.values()].find(
      (token) => token.family === family && world.idp.isGood(token) && token.holderLives?.(),
    );
    insist(!saved, () => `the grant of ${text} was given up, though ${saved?.text} came and is good`);
  }
}
