import { expect, onTestFinished, test } from 'vitest';
import { oidcConnection, signIn, startBroker, tenantFile } from '../broker/index.ts';
import { type Behaviour, startTestIdp } from '../idps/index.ts';
import { attempt, countRows, expectRefusal } from './set-up.ts';

/** Where the IdP stops answering; keys and metadata are asked for because each connection is new. */
const silences: Record<string, Behaviour['faults']> = {
  discovery: { discovery: { kind: 'hang' } },
  keys: { jwks: { kind: 'hang' } },
  tokens: { token: { kind: 'hang' } },
  profile: { userinfo: { kind: 'hang' } },
  drip: { token: { kind: 'drip', milliseconds: 200 } },
  late: { token: { kind: 'delay', milliseconds: 30_000 } },
};

test('CL-20, R-11: an IdP that never answers, drips, or answers after 30 s costs its user 10 s, and others nothing', async () => {
  const [fast, ...slow] = await Promise.all(
    [undefined, ...Object.values(silences)].map(() => startTestIdp({ algorithms: ['ES256'] })),
  );
  const names = Object.keys(silences);
  const connections = names.map((name, index) => oidcConnection(name, slow[index]!)).join('');
  const broker = await startBroker({ tenant: tenantFile(connections + oidcConnection('con1', fast!)) });
  onTestFinished(async () => {
    await Promise.all([fast!, ...slow].map((idp) => idp.close()));
    await broker.close();
  });
  for (const [index, faults] of Object.values(silences).entries()) slow[index]!.behave({ faults });

  const began = performance.now();
  const stuck = names.map(async (name) => {
    const found = await attempt(broker, { connection: name });
    return { name, found, took: performance.now() - began };
  });
  // Meanwhile others sign in.
  for (let count = 0; count < 5; count += 1) expect((await signIn(broker)).code).toBeDefined();
  expect(performance.now() - began).toBeLessThan(5_000);
  const rows = await countRows(broker);

  for (const { name, found, took } of await Promise.all(stuck)) {
    expectRefusal(broker, found, 'server_error');
    expect([name, took > 9_900 && took < 12_000]).toEqual([name, true]);
  }
  expect(await countRows(broker)).toEqual(rows);
  expect(broker.logged()).not.toMatch(/"status":5\d\d/);
});
