import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Agent, request } from 'undici';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { issueServerCertificate } from '../../src/cli/sandbox/certificates.ts';
import { createLocalCa, type LocalCa } from '../../src/cli/sandbox/local-ca.ts';

const day = 24 * 60 * 60 * 1000;
const now = Date.parse('2026-11-23T12:00:00Z');
const at = (milliseconds: number) => ({ now: () => milliseconds });
let directory: string;
let ca: LocalCa;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'local-ca-'));
  ca = await createLocalCa(directory);
});

afterAll(async () => {
  await rm(directory, { recursive: true });
});

async function withServer<T>(key: string, cert: string, use: (port: number) => Promise<T>): Promise<T> {
  const server = createServer({ key, cert }, (_request, response) => response.end('hello'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await use((server.address() as AddressInfo).port);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test('a client that trusts the authority reaches the server by both of its names, and no other client does', async () => {
  await withServer(ca.key, ca.cert, async (port) => {
    const trusting = new Agent({ connect: { ca: ca.ca } });
    for (const host of ['localhost', '127.0.0.1']) {
      const answer = await request(`https://${host}:${port}/`, { dispatcher: trusting });
      expect(await answer.body.text()).toBe('hello');
    }
    await trusting.close();
    const stranger = new Agent();
    await expect(request(`https://localhost:${port}/`, { dispatcher: stranger })).rejects.toMatchObject({
      code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    });
    await stranger.close();
  });
});

test('a process with NODE_EXTRA_CA_CERTS set to the file trusts the server', async () => {
  await withServer(ca.key, ca.cert, async (port) => {
    const script = `fetch('https://localhost:${port}/').then(async (answer) => console.log(await answer.text()))`;
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: ca.caCertificatePath };
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', script], { env });
    expect(stdout.trim()).toBe('hello');
  });
});

test('private keys are readable by the owner only', async () => {
  for (const name of ['ca.key', 'server.key']) {
    expect((await stat(join(directory, name))).mode & 0o777).toBe(0o600);
  }
});

test('the authority may sign for this machine only', async () => {
  const authority = { key: await readFile(join(directory, 'ca.key'), 'utf8'), certificate: ca.ca };
  const days = { notBefore: new Date(Date.now() - day), notAfter: new Date(Date.now() + day) };
  const foreign = await issueServerCertificate(authority, days, [{ type: 'dns', value: 'bank.example' }]);
  await withServer(foreign.key, foreign.certificate, async (port) => {
    const agent = new Agent({ connect: { ca: ca.ca, servername: 'bank.example' } });
    await expect(request(`https://127.0.0.1:${port}/`, { dispatcher: agent })).rejects.toThrow(
      'permitted subtree violation',
    );
    await agent.close();
  });
});

test('the certificates say what clients demand: 398 days, subject names, server use, and an authority of 10 years', () => {
  const server = new X509Certificate(ca.cert);
  expect((Date.parse(server.validTo) - Date.parse(server.validFrom)) / day).toBe(398);
  expect(server.subjectAltName).toBe('DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1');
  expect(server.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
  expect(server.ca).toBe(false);
  const authority = new X509Certificate(ca.ca);
  expect(authority.ca).toBe(true);
  expect((Date.parse(authority.validTo) - Date.parse(authority.validFrom)) / day).toBe(3652);
});

test('both are kept, and the server certificate is made anew with under 30 days to go', async () => {
  const own = await mkdtemp(join(tmpdir(), 'local-ca-'));
  try {
    const first = await createLocalCa(own, at(now));
    expect(await createLocalCa(own, at(now + 360 * day))).toEqual(first);
    const later = await createLocalCa(own, at(now + 369 * day));
    expect(later.ca).toBe(first.ca);
    expect(later.cert).not.toBe(first.cert);
    expect(new X509Certificate(later.cert).verify(new X509Certificate(later.ca).publicKey)).toBe(true);
  } finally {
    await rm(own, { recursive: true });
  }
});

test('a damaged, missing or swapped file heals itself at the next start', async () => {
  const own = await mkdtemp(join(tmpdir(), 'local-ca-'));
  try {
    await createLocalCa(own, at(now));
    const damages = [
      () => rm(join(own, 'server.key')),
      () => writeFile(join(own, 'server.pem'), 'not a certificate'),
      () => rm(join(own, 'ca.key')),
      async () => writeFile(join(own, 'server.key'), await readFile(join(own, 'ca.key'))),
    ];
    for (const damage of damages) {
      await damage();
      const healed = await createLocalCa(own, at(now));
      const server = new X509Certificate(healed.cert);
      expect(server.verify(new X509Certificate(healed.ca).publicKey)).toBe(true);
      await withServer(healed.key, healed.cert, async () => {});
    }
  } finally {
    await rm(own, { recursive: true });
  }
});
