import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Broker, oidcConnection, postToken, signIn, startBroker, tenantFile, web } from '../broker/index.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';

let idp: TestIdp;
let broker: Broker;

beforeAll(async () => {
  idp = await startTestIdp();
  broker = await startBroker({ tenant: tenantFile(oidcConnection('con1', idp)) });
});
afterAll(async () => {
  await broker.close();
  await idp.close();
});

/** The log lines of failures, parsed. */
function failures(): Record<string, unknown>[] {
  const lines = broker.logged().split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>).filter((line) => 'failure' in line);
}

test('an operator can see why a sign-in failed, without the words of the IdP or a secret', async () => {
  idp.behave({
    faults: { token: { kind: 'error', error: 'invalid_client', description: 'SECRET-WORDS', status: 401 } },
  });
  const { error } = await signIn(broker);
  expect(error).toBeTruthy();
  const line = failures().find(({ route }) => route === '/login/callback');
  expect(line).toMatchObject({ failure: expect.stringMatching(/^(idp_|connection_)/), requestId: expect.any(String) });
  expect(line?.detail).toContain('invalid_client');
  idp.reset();
});

test('a wrong client secret is told of, and not written down', async () => {
  await postToken(broker, {
    grant_type: 'client_credentials',
    client_id: web.id,
    client_secret: 'wrong-MARKER-secret',
  });
  expect(failures().some(({ failure }) => failure === 'wrong_credentials')).toBe(true);
  expect(broker.logged()).not.toContain('MARKER');
});

test('an unknown client at /authorize is told of', async () => {
  await fetch(`${broker.url}/authorize?client_id=nobody&response_type=code`);
  expect(failures().some(({ failure }) => failure === 'unknown_client')).toBe(true);
});
