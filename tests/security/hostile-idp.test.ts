import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  type Broker,
  configure,
  decodeClaims,
  getManagementToken,
  oidcConnection,
  readManagement,
  redeem,
  signIn,
  startBroker,
  tenantFile,
} from '../broker/index.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';

let evil: TestIdp;
let broker: Broker;

beforeAll(async () => {
  evil = await startTestIdp();
  broker = await startBroker({ tenant: tenantFile(oidcConnection('evil', evil)) });
});

beforeEach(() => evil.reset());

afterAll(async () => {
  await broker.close();
  await evil.close();
});

/** Milliseconds of this thread's own work, during which the server answers nobody: other load on the machine does not count. */
async function workOf(act: () => Promise<unknown>): Promise<number> {
  const before = process.threadCpuUsage();
  await act();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

describe('ids that a database would make one', () => {
  // A lone surrogate is stored as U+FFFD by SQLite and refused or changed by others.
  test.each(['\ud800', 'a\ud801', '\udc00b', '\ufffd'])('CL-25: the subject %j is refused', async (sub) => {
    evil.behave({ idToken: { claims: { sub } }, userinfo: { sub } });
    await expect(signIn(broker, { connection: 'evil' })).resolves.toMatchObject({ error: 'server_error' });
  });

  test('CL-25: a subject with a bar cannot take the id of another connection', async () => {
    for (const sub of ['other|vera', '%7C', 'é', '😀']) {
      evil.behave({ idToken: { claims: { sub } }, userinfo: { sub } });
      const { code } = await signIn(broker, { connection: 'evil' });
      const { body } = await redeem(broker, code ?? '');
      expect(String(decodeClaims(body.id_token).sub).startsWith('oidc|evil|')).toBe(true);
    }
    const sub = '%C3%A9';
    evil.behave({ idToken: { claims: { sub } }, userinfo: { sub } });
    await expect(signIn(broker, { connection: 'evil' })).resolves.toMatchObject({ error: 'access_denied' });
  });
});

describe('answers made to cost time or room', () => {
  test('T-H08: many attributes beside a long token do not stop the server', async () => {
    const profile = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`k${index}`, index]));
    evil.behave({
      tokenAnswer: { refresh_token: 'r'.repeat(150_000) },
      faults: { userinfo: { kind: 'answer', body: JSON.stringify({ sub: 'vera', ...profile }) } },
    });
    expect(await workOf(() => signIn(broker, { connection: 'evil' }))).toBeLessThan(3000);
  });

  test('T-H08: a profile that repeats the pattern of a long token is searched in linear time', async () => {
    const x = 'ab'.repeat(400_000);
    evil.behave({
      tokenAnswer: { refresh_token: `${'ab'.repeat(50_000)}b${'ab'.repeat(10_000)}` },
      faults: { userinfo: { kind: 'answer', body: JSON.stringify({ sub: 'vera', x }) } },
    });
    expect(await workOf(() => signIn(broker, { connection: 'evil' }))).toBeLessThan(3000);
  });

  test.each(['authorization_endpoint', 'token_endpoint', 'jwks_uri'])(
    'T-H08: a discovered %s with a host of dots does not stop the server',
    async (name) => {
      const idp = await startTestIdp();
      idp.behave({ metadata: { [name]: `https://${'.'.repeat(100_000)}x/` } });
      await configure(broker.app, `connections: ${oidcConnection(`dots-${name.replaceAll('_', '-')}`, idp)}`);
      const connection = `dots-${name.replaceAll('_', '-')}`;
      let answer: Record<string, string> = {};
      const work = await workOf(async () => {
        answer = await signIn(broker, { connection });
      });
      await idp.close();
      expect(answer.error).toBe('server_error');
      expect(work).toBeLessThan(3000);
    },
  );

  test('CL-20: a profile of a megabyte is refused and not kept', async () => {
    const sub = 'huge';
    evil.behave({
      idToken: { claims: { sub } },
      faults: { userinfo: { kind: 'answer', body: JSON.stringify({ sub, x: 'y'.repeat(900_000) }) } },
    });
    await expect(signIn(broker, { connection: 'evil' })).resolves.toMatchObject({ error: 'server_error' });
    const token = await getManagementToken(broker);
    expect((await readManagement(broker, `/users/${encodeURIComponent('oidc|evil|huge')}`, token)).status).toBe(404);
  });

  test('CL-20: tokens of half a megabyte are refused', async () => {
    evil.behave({ tokenAnswer: { refresh_token: 'r'.repeat(500_000) } });
    await expect(signIn(broker, { connection: 'evil' })).resolves.toMatchObject({ error: 'server_error' });
  });
});

describe('T-D19: names that reach into JavaScript', () => {
  test('T-D19: __proto__ and constructor in a profile change no object and do not show', async () => {
    const claims =
      '"__proto__":{"blocked":true,"polluted":1},"constructor":{"prototype":{"polluted":1}},"toString":"x"';
    evil.behave({ faults: { userinfo: { kind: 'answer', body: `{"sub":"vera",${claims}}` } } });
    await expect(signIn(broker, { connection: 'evil' })).resolves.toHaveProperty('code');
    const token = await getManagementToken(broker);
    const { body } = await readManagement(broker, `/users/${encodeURIComponent('oidc|evil|vera')}`, token);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    for (const name of ['__proto__', 'constructor', 'toString', 'blocked'])
      expect(Object.hasOwn(body, name)).toBe(false);
  });
});
