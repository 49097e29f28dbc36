import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readConfig, settings } from '../../src/app/index.ts';
import { newKey, runValetkey } from './start-valetkey.ts';

const folder = mkdtempSync(join(tmpdir(), 'valetkey-settings-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function keyFile(name: string, text: string, mode: number): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

const key = newKey();
const good = keyFile('good.key', `${key}\n`, 0o600);

/** Source of the key -> the name that the problem must contain; undefined when it must be taken. */
const matrix: readonly [title: string, environment: Record<string, string>, problem: string | undefined][] = [
  ['the variable', { VALETKEY_KEY: key }, undefined],
  ['the file', { VALETKEY_KEY_FILE: good }, undefined],
  ['a read-only file', { VALETKEY_KEY_FILE: keyFile('ro.key', key, 0o400) }, undefined],
  ['no source', {}, 'VALETKEY_KEY or VALETKEY_KEY_FILE must be set'],
  ['both sources', { VALETKEY_KEY: key, VALETKEY_KEY_FILE: good }, 'both set'],
  ['a short key', { VALETKEY_KEY: Buffer.alloc(31, 7).toString('base64') }, '32 bytes'],
  ['a long key', { VALETKEY_KEY: Buffer.alloc(33, 7).toString('base64') }, '32 bytes'],
  ['zeros', { VALETKEY_KEY: Buffer.alloc(32).toString('base64') }, 'not random'],
  ['a word', { VALETKEY_KEY: 'correct horse battery staple' }, '32 bytes in base64'],
  ['a file that others may read', { VALETKEY_KEY_FILE: keyFile('open.key', key, 0o644) }, 'chmod 600'],
  ['a file that is missing', { VALETKEY_KEY_FILE: join(folder, 'none.key') }, 'ENOENT'],
  ['an empty file', { VALETKEY_KEY_FILE: keyFile('empty.key', '', 0o600) }, '32 bytes in base64'],
];

describe('V-07: the key comes from exactly one good source, and is never printed', () => {
  test.each(matrix)('%s', async (_title, environment, problem) => {
    const read = await readConfig(environment);
    if (problem === undefined) return expect(read).toHaveProperty('config');
    expect(read).toHaveProperty('problems');
    const problems = 'problems' in read ? read.problems.join('\n') : '';
    expect(problems).toContain(problem);
    for (const value of Object.values(environment)) {
      if (!value.startsWith(folder)) expect(problems).not.toContain(value);
    }
  });

  test('the process ends with code 2, names the setting, and makes no file', async () => {
    const databaseUrl = `sqlite:${join(folder, 'made-by-nobody', 'valetkey.db')}`;
    const { code, err, out } = await runValetkey(['serve'], { VALETKEY_DATABASE_URL: databaseUrl });
    expect(code).toBe(2);
    expect(err).toContain('VALETKEY_KEY');
    expect(out).toBe('');
    expect(readdirSync(folder)).not.toContain('made-by-nobody');
  });
});

describe('settings', () => {
  test('every problem is reported at once', async () => {
    const read = await readConfig({
      VALETKEY_URL: 'http://id.example.com',
      VALETKEY_PORT: '99999',
      VALETKEY_DATABASE_URL: 'mysql://x',
      VALETKEY_TRUST_PROXY: 'everybody',
      VALETKEY_ALLOW_PRIVATE_IDPS: 'yes',
      VALETKEY_LOG_LEVEL: 'loud',
      VALETKEY_PRT: '1',
    });
    const problems = 'problems' in read ? read.problems : [];
    expect(problems).toHaveLength(8);
    for (const name of [
      'URL',
      'PORT',
      'DATABASE_URL',
      'TRUST_PROXY',
      'ALLOW_PRIVATE_IDPS',
      'LOG_LEVEL',
      'KEY',
      'PRT',
    ]) {
      expect(problems.some((problem) => problem.startsWith(`VALETKEY_${name}`))).toBe(true);
    }
  });

  test.each([
    ['off', false],
    ['on', true],
    ['10.1.2.3:8443, Keycloak.Internal:443', ['10.1.2.3:8443', 'keycloak.internal:443']],
    ['[fd00::1]:8443', ['fd00::1:8443']],
  ])('T-H09: private places that may be called: %s', async (text, allowed) => {
    const read = await readConfig({ VALETKEY_KEY: key, VALETKEY_ALLOW_PRIVATE_IDPS: text });
    expect('config' in read && read.config.allowPrivateIdps).toEqual(allowed);
  });

  test.each(['10.1.2.3', 'https://10.1.2.3:443', '10.1.2.3:8443/x', '10.0.0.0/8', ':443', 'a b:1', 'x:0:'])(
    'T-H09: %s is no place that could be opened',
    async (text) => {
      const read = await readConfig({ VALETKEY_KEY: key, VALETKEY_ALLOW_PRIVATE_IDPS: text });
      expect(read).toHaveProperty('problems');
    },
  );

  test.each([
    ['https://id.example.com', 'https://id.example.com/'],
    ['https://id.example.com/', 'https://id.example.com/'],
    ['https://id.example.com:8443', 'https://id.example.com:8443/'],
    ['http://localhost:3000', 'http://localhost:3000/'],
    ['http://127.0.0.1:3000', 'http://127.0.0.1:3000/'],
  ])('the issuer of %s is %s', async (url, issuer) => {
    const read = await readConfig({ VALETKEY_URL: url, VALETKEY_KEY_FILE: good });
    expect('config' in read && read.config.issuer).toBe(issuer);
  });

  test.each(['http://id.example.com', 'https://id.example.com/path', 'https://u:p@id.example.com', 'ftp://x', 'id'])(
    'the address %s is refused',
    async (url) => {
      expect(await readConfig({ VALETKEY_URL: url, VALETKEY_KEY: key })).toHaveProperty('problems');
    },
  );

  test('each has a name, a description, and a fallback that is itself right', () => {
    for (const { name, description, ...setting } of Object.values(settings)) {
      expect(name).toMatch(/^VALETKEY_[A-Z_]+$/);
      expect(description.length).toBeGreaterThan(15);
      if ('fallback' in setting) expect(setting.read(setting.fallback)).toHaveProperty('value');
    }
  });
});
