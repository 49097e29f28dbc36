import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { readConfig, readKeyWrapper } from '../../src/app/index.ts';
import { type KeyEncryptionKey, open, seal } from '../../src/base/index.ts';
import { freePort } from '../broker/index.ts';
import { type Running, runValetkey, startValetkey, waitUntilReady } from '../serve/start-valetkey.ts';
import { inBase64, newKey } from './set-up.ts';

const folder = mkdtempSync(join(tmpdir(), 'valetkey-sources-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string, mode = 0o600): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

type Environment = Record<string, string>;

async function idsOf(environment: Environment): Promise<readonly string[]> {
  const read = await readConfig(environment);
  if ('problems' in read) throw new Error(read.problems.join('\n'));
  return read.config.keyring.keys.map(({ id }) => id);
}

async function problemsOf(environment: Environment): Promise<string> {
  const read = await readConfig(environment);
  return 'problems' in read ? read.problems.join('\n') : 'none';
}

const keys = [newKey(), newKey(), newKey()] as [KeyEncryptionKey, KeyEncryptionKey, KeyEncryptionKey];
const ids = keys.map(({ id }) => id);
const texts = keys.map(inBase64) as [string, string, string];

describe('several keys', () => {
  test('V-07: a file holds one a line, with comments and empty lines; the first seals a new database', async () => {
    const path = file('several.key', `# made in May\n${texts[0]}  # the first\n\n${texts[1]}\r\n${texts[2]}\n`);
    const read = await readConfig({ VALETKEY_KEY_FILE: path });
    const { keyring } = (read as { config: { keyring: import('../../src/base/index.ts').Keyring } }).config;
    expect(keyring.keys.map(({ id }) => id)).toEqual(ids);
    expect(keyring.current.id).toBe(ids[0]);
    for (const id of ids) expect(keyring.find(id)?.id).toBe(id);
  });

  test('V-07: the variable holds them with commas between', async () => {
    expect(await idsOf({ VALETKEY_KEY: `${texts[0]}, ${texts[1]},${texts[2]}` })).toEqual(ids);
  });

  test('V-07: a problem names the place, and shows nothing of any key', async () => {
    const short = Buffer.alloc(31, 7).toString('base64');
    const bad: [string, string][] = [
      [`${texts[0]}\n${short}`, 'key 2'],
      [`${texts[0]}\n${texts[1]}\nnot a key!`, 'key 3'],
      [`${texts[0]}\n${texts[0]}`, 'the same key twice'],
      ['# nothing but words\n', 'must hold a key'],
    ];
    for (const [index, [text, expected]] of bad.entries()) {
      const problems = await problemsOf({ VALETKEY_KEY_FILE: file(`bad-${index}.key`, text) });
      expect(problems).toContain(expected);
      for (const secret of [...texts, short, 'not a key!']) expect(problems).not.toContain(secret);
    }
  });

  test('V-07: exactly one source: any two of them are refused', async () => {
    const path = file('one.key', texts[0]);
    const sources: Environment[] = [
      { VALETKEY_KEY: texts[0] },
      { VALETKEY_KEY_FILE: path },
      { VALETKEY_KEY_COMMAND: 'true' },
      { VALETKEY_KEY_WRAPPED_FILE: path },
    ];
    for (const one of sources) {
      for (const other of sources) {
        if (one !== other) expect(await problemsOf({ ...one, ...other })).toContain('both set');
      }
    }
  });

  test('V-07: with a public address the environment is no place for a key, unless allowed', async () => {
    const environment = { VALETKEY_URL: 'https://id.example.com', VALETKEY_KEY: texts[0] };
    const problems = await problemsOf(environment);
    expect(problems).toContain('VALETKEY_ALLOW_KEY_VARIABLE');
    expect(problems).not.toContain(texts[0]);
    expect(await idsOf({ ...environment, VALETKEY_ALLOW_KEY_VARIABLE: 'on' })).toEqual([ids[0]]);
    expect(await idsOf({ ...environment, VALETKEY_URL: 'http://localhost:3000' })).toEqual([ids[0]]);
  });
});

describe('keys from a command', () => {
  const script = (name: string, text: string) => file(name, `#!/bin/sh\n${text}\n`, 0o700);

  test('V-07: what it prints are the keys; its words reach it as they are, without a shell', async () => {
    const path = script(
      'print keys.sh',
      `[ "$1" = '$(id)' ] && [ "$2" = 'a b' ] && cat '${file('printed', texts.join('\n'))}'`,
    );
    expect(await idsOf({ VALETKEY_KEY_COMMAND: JSON.stringify([path, '$(id)', 'a b']) })).toEqual(ids);
    const plain = script('plain.sh', `cat "$1"`);
    expect(await idsOf({ VALETKEY_KEY_COMMAND: `${plain} ${join(folder, 'printed')}` })).toEqual(ids);
  });

  test('V-07: it has the environment that the server was given, and nothing more', async () => {
    const path = script('environment.sh', 'echo "$KEY_IN_STORE"');
    const given = { PATH: process.env.PATH!, KEY_IN_STORE: texts[0] };
    expect(await idsOf({ VALETKEY_KEY_COMMAND: path, ...given })).toEqual([ids[0]]);
  });

  test.each([
    ['another exit code', `echo ${texts[0]}; echo MARKER-ERR >&2; exit 3`, 'ended with code 3'],
    ['no key', 'echo MARKER-OUT', '32 bytes'],
    ['nothing', 'exit 0', 'must hold a key'],
    ['far too much', 'yes MARKER-OUT', 'prints too much'],
  ])('V-07: a command that gives %s is refused, and its output is not shown', async (name, text, expected) => {
    const problems = await problemsOf({ VALETKEY_KEY_COMMAND: script(`${name.replaceAll(' ', '-')}.sh`, text) });
    expect(problems).toContain(expected);
    expect(problems).toContain('VALETKEY_KEY_COMMAND');
    for (const secret of [texts[0], 'MARKER-OUT', 'MARKER-ERR']) expect(problems).not.toContain(secret);
  });

  test('V-07: a command that is not there, or no command, is one sentence', async () => {
    expect(await problemsOf({ VALETKEY_KEY_COMMAND: join(folder, 'none') })).toContain('could not be run (ENOENT)');
    expect(await problemsOf({ VALETKEY_KEY_COMMAND: '[1]' })).toContain('must be a command');
    expect(await problemsOf({ VALETKEY_KEY_COMMAND: '[broken' })).toContain('must be a command');
  });

  test('V-07: a command that hangs is ended', async () => {
    const { createCommandSource } = await import('../../src/app/config/keys/command-source.ts');
    const source = createCommandSource('VALETKEY_KEY_COMMAND', ['sleep', '60'], { PATH: process.env.PATH! }, 200);
    await expect(source.load()).rejects.toThrow('was ended after 0.2 seconds');
  });
});

describe('keys that a key service has wrapped', () => {
  let service: ChildProcess;
  let url: string;
  const tokenFile = file('token', 'hvs.SERVICE-TOKEN\n');
  const running: Running[] = [];

  async function startService(): Promise<void> {
    const program = fileURLToPath(new URL('./transit-engine.ts', import.meta.url));
    service = spawn(process.execPath, [program, 'hvs.SERVICE-TOKEN'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [port] = (await once(service.stdout!, 'data')) as [Buffer];
    url = `http://127.0.0.1:${port.toString().trim()}`;
  }

  async function stopService(): Promise<void> {
    if (service.exitCode !== null || service.signalCode !== null) return;
    service.kill('SIGKILL');
    await once(service, 'exit');
  }

  beforeAll(startService);
  afterAll(stopService);
  afterEach(async () => {
    for (const one of running.splice(0)) {
      one.child.kill('SIGKILL');
      await one.finished;
    }
  });

  const settings = (more: Environment = {}): Environment => ({
    VALETKEY_KEY_TRANSIT_URL: url,
    VALETKEY_KEY_TRANSIT_KEY: 'valetkey',
    VALETKEY_KEY_TRANSIT_TOKEN_FILE: tokenFile,
    ...more,
  });

  async function wrappedFile(name: string, count: number): Promise<{ path: string; ids: string[] }> {
    const lines: string[] = [];
    const made: string[] = [];
    for (let index = 0; index < count; index += 1) {
      const { out, err, code } = await runValetkey(['keys', 'generate', '--wrapped'], settings());
      expect(code).toBe(0);
      lines.push(out.trim());
      made.push(/key ([0-9a-f]{16})/.exec(err)![1]!);
    }
    return { path: file(name, `# wrapped\n${lines.join('\n')}\n`, 0o644), ids: made };
  }

  test('V-07, V-24: the service opens what it wrapped; the file holds no key in clear', async () => {
    const { path, ids: made } = await wrappedFile('wrapped', 2);
    expect(readFileSync(path, 'utf8').match(/vault:v1:/g)).toHaveLength(2);
    expect(await idsOf(settings({ VALETKEY_KEY_WRAPPED_FILE: path }))).toEqual(made);
  });

  test('V-24: what was wrapped for another purpose does not open as a key', async () => {
    const read = readKeyWrapper(settings());
    if ('problems' in read) throw new Error(read.problems.join());
    const bytes = newKey().key.export();
    const path = file('other-purpose', await read.wrapper.wrap(bytes, 'backups'));
    const problems = await problemsOf(settings({ VALETKEY_KEY_WRAPPED_FILE: path }));
    expect(problems).toContain('refuses to decrypt with valetkey (400)');
    // What the service said stays out.
    expect(problems).not.toContain('SERVICE-MARKER');
  });

  test.each([
    ['a token that it does not take', { VALETKEY_KEY_TRANSIT_TOKEN_FILE: file('wrong-token', 'hvs.WRONG') }, '(403)'],
    [
      'a token file that others may read',
      { VALETKEY_KEY_TRANSIT_TOKEN_FILE: file('open-token', 'x', 0o644) },
      'chmod 600',
    ],
    ['a key that it does not have', { VALETKEY_KEY_TRANSIT_KEY: 'another' }, '(400)'],
    ['a path where it is not', { VALETKEY_KEY_TRANSIT_URL: '' }, 'needs VALETKEY_KEY_TRANSIT_URL'],
    ['an address in clear', { VALETKEY_KEY_TRANSIT_URL: 'http://vault.example.com:8200' }, 'must be https'],
  ] as [string, Environment, string][])('V-07: %s is one sentence', async (_title, more, expected) => {
    const { path } = await wrappedFile('wrapped-once', 1);
    const problems = await problemsOf(settings({ VALETKEY_KEY_WRAPPED_FILE: path, ...more }));
    expect(problems).toContain(expected);
    for (const secret of ['hvs.', 'vault:v1']) expect(problems).not.toContain(secret);
  });

  test('V-24: a server starts with the service and keeps its keys without it; a start without it is one sentence', async () => {
    const { path } = await wrappedFile('for-a-server', 1);
    const port = await freePort();
    const address = `http://localhost:${port}`;
    const environment = settings({
      VALETKEY_URL: address,
      VALETKEY_PORT: String(port),
      VALETKEY_DATABASE_URL: `sqlite:${join(folder, 'service', 'valetkey.db')}`,
      VALETKEY_KEY_WRAPPED_FILE: path,
      VALETKEY_LOG_LEVEL: 'info',
    });
    const server = startValetkey(['serve'], environment);
    running.push(server);
    await waitUntilReady(server, address);
    await stopService();
    // It signs with a key that it has to open first.
    expect((await fetch(`${address}/.well-known/jwks.json`)).status).toBe(200);
    expect((await fetch(`${address}/ready`)).status).toBe(200);

    const second = await runValetkey(['serve'], environment);
    expect(second.code).toBe(2);
    expect(second.err).toContain('VALETKEY_KEY_TRANSIT_URL: the key service cannot be reached (ECONNREFUSED)');
    expect(second.err).not.toContain('    at ');
    await startService();
  });

  test('V-24: the keys are opened once, at the start: what they seal opens without the service', async () => {
    const { path } = await wrappedFile('handle', 1);
    const read = await readConfig(settings({ VALETKEY_KEY_WRAPPED_FILE: path }));
    await stopService();
    const { keyring } = (read as { config: { keyring: import('../../src/base/index.ts').Keyring } }).config;
    expect(open(keyring, ['x'], seal(keyring, ['x'], 'kept'))).toBe('kept');
    await startService();
  });
});

test('valetkey keys generate prints a key of its own each time, and its id beside it', async () => {
  const runs = await Promise.all([runValetkey(['keys', 'generate'], {}), runValetkey(['keys', 'generate'], {})]);
  expect(new Set(runs.map(({ out }) => out)).size).toBe(2);
  for (const { out, err } of runs) {
    const [id] = await idsOf({ VALETKEY_KEY: out.trim() });
    expect(err).toContain(`key ${id}`);
  }
});
