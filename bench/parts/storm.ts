import { setTimeout as wait } from 'node:timers/promises';
import { oidcConnection, tenantFile } from '../../tests/broker/index.ts';
import { type LoggedRequest, startTestIdp, type TestIdp } from '../../tests/idps/index.ts';
import { type Cluster, createReader, type ReadAnswer, signInUsers, startCluster } from '../../tests/refresh/cluster.ts';
import { showProgress } from '../measure/progress.ts';
import { percentile } from '../measure/statistics.ts';
import { count } from '../report/numbers.ts';
import type { Figure, Part } from './part.ts';

const nodes = 3;
/** Milliseconds that the IdP takes for a refresh. */
const idpLatency = 300;
/** Milliseconds that a reader may wait beyond that. */
const patience = 150;
/** Seconds that the tokens live which are dead when the storm begins. */
const shortLife = 1;
const milliseconds = (value: number) => (Number.isNaN(value) ? '' : `${Math.round(value)} ms`);

interface Storm {
  readonly name: string;
  readonly users: number;
  readonly reads: number;
  /** At the same time: each begins its next read when the one before is answered. */
  readonly readers: number;
}

interface Outcome {
  readonly storm: Storm;
  readonly refreshes: number;
  /** Answers with another token than the one that the refresh brought. */
  readonly wrong: number;
  /** Milliseconds of those who began before their user's token was there, and of the rest. */
  readonly waits: readonly number[];
  readonly rest: readonly number[];
}

function refreshesOf(idp: TestIdp): LoggedRequest[] {
  return idp.requests('token').filter(({ params }) => params.grant_type === 'refresh_token');
}

async function run(cluster: Cluster, idp: TestIdp, storm: Storm, round: number): Promise<Outcome> {
  const names = Array.from({ length: storm.users }, (_, index) => `storm${round}-${index}`);
  idp.reset();
  // Each refresh gives another refresh token; whoever uses one twice loses the grant.
  idp.behave({ rotate: true, refreshTokens: 'always', accessTokenLifetime: shortLife });
  const users = [...(await signInUsers(cluster, names)).values()];
  await wait(shortLife * 1000 + 50);
  idp.log.length = 0;
  idp.behave({ accessTokenLifetime: 3600, faults: { token: { kind: 'delay', milliseconds: idpLatency } } });
  const read = await createReader(cluster);
  let begun = 0;
  const answers: ReadAnswer[] = [];
  async function readOn(): Promise<void> {
    while (begun < storm.reads) {
      const number = begun;
      begun += 1;
      answers.push(await read(users[number % users.length]!, number % nodes));
    }
  }
  await Promise.all(Array.from({ length: storm.readers }, readOn));
  const first = new Map<string, ReadAnswer>();
  for (const answer of answers) {
    const known = first.get(answer.userId);
    if (answer.accessToken && (!known || answer.at < known.at)) first.set(answer.userId, answer);
  }
  const wrong = answers.filter(
    ({ userId, status, accessToken }) => status !== 200 || accessToken !== first.get(userId)?.accessToken,
  );
  const waited = ({ userId, at, took }: ReadAnswer) => at - took < (first.get(userId)?.at ?? 0);
  const [waits = [], rest = []] = [true, false].map((wanted) =>
    answers.filter((answer) => waited(answer) === wanted).map(({ took }) => took),
  );
  return { storm, refreshes: refreshesOf(idp).length, wrong: wrong.length, waits, rest };
}

function judge({ storm, refreshes, waits, wrong }: Outcome): Figure[] {
  const p99 = percentile(waits, 99);
  return [
    {
      what: `(e) ${storm.name}: refreshes at the IdP`,
      measured: `${count(refreshes)}, ${wrong} wrong answers`,
      target: `${count(storm.users)}, 0`,
      holds: refreshes === storm.users && wrong === 0,
    },
    {
      what: `(e) ${storm.name}: p99 of those who wait`,
      measured: milliseconds(p99),
      target: `≤ ${idpLatency + patience} ms`,
      holds: p99 <= idpLatency + patience,
    },
  ];
}

/** (e) Many readers on several nodes find dead tokens. Needs PostgreSQL (TEST_DATABASE_URL). */
export const measureStorm: Part = async ({ options }) => {
  const title = `(e) Refresh storms: ${nodes} nodes on one PostgreSQL, an IdP that takes ${idpLatency} ms and rotates`;
  const columns = ['storm', 'reads', 'refreshes', 'those who wait', 'p50', 'p99', 'p99 of the rest'];
  if (process.env.TEST_DATABASE_URL === undefined) {
    return { title: `${title}. Left out: TEST_DATABASE_URL names no PostgreSQL`, figures: [], columns, rows: [] };
  }
  const small = options.warm ? 1 : 20;
  const storms: Storm[] = [
    { name: `${count(10_000 / small)} reads of one user, 48 readers`, users: 1, reads: 10_000 / small, readers: 48 },
    // Readers, IdP, nodes and database share the machine: so many are work for it before anybody waits.
    { name: `${count(10_000 / small)} reads of one user, 150 readers`, users: 1, reads: 10_000 / small, readers: 150 },
    { name: `${count(500 / small)} users, 48 readers`, users: 500 / small, reads: 5_000 / small, readers: 48 },
    { name: `${count(500 / small)} users at once`, users: 500 / small, reads: 5_000 / small, readers: 500 / small },
  ];
  const idp = await startTestIdp({ algorithms: ['ES256'] });
  const cluster = await startCluster({ kind: 'postgres', nodes, tenant: tenantFile(oidcConnection('con1', idp)) });
  try {
    showProgress('(e) storms: warming up');
    await run(cluster, idp, { name: 'warm-up', users: 20, reads: 6_000 / small, readers: 150 }, 0);
    const outcomes: Outcome[] = [];
    for (const [index, storm] of storms.entries()) {
      showProgress(`(e) storms: ${storm.name}`);
      outcomes.push(await run(cluster, idp, storm, index + 1));
    }
    const rows = outcomes.map(({ storm, refreshes, waits, rest }) => [
      ...[storm.name, count(waits.length + rest.length), count(refreshes), count(waits.length)],
      ...[percentile(waits, 50), percentile(waits, 99), percentile(rest, 99)].map(milliseconds),
    ]);
    return { title, figures: outcomes.flatMap(judge), columns, rows };
  } finally {
    await cluster.close();
    await idp.close();
  }
};
