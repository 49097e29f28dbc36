import { once } from 'node:events';
import { chmodSync, cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { createHome, guardPath, runCli, startCli } from './run-cli.ts';

test.each([[[]], [['token']], [['idp-token']], [['call']]])(
  '%j --help answers on stdout with examples',
  async (command) => {
    const ended = await runCli([...command, '--help']);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toMatch(/\nExamples:\n {2}\$ .*valetkey/s);
  },
);

test('the help of every command that takes a client says why a secret is no argument', async () => {
  for (const command of ['token', 'idp-token', 'call']) {
    const { stdout } = await runCli([command, '--help']);
    expect(stdout).toMatch(/secret is never an argument: other users of the machine can see/);
    expect(stdout).not.toMatch(/--client-secret\s/);
  }
});

test('--version is the version in package.json', async () => {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  expect(await runCli(['--version'])).toMatchObject({ code: 0, stdout: `${version}\n`, stderr: '' });
});

/** A package of its own with the guard in it, whose entry is the given script, and a preload that makes Node look old. */
function createPackage(home: string, entry: string, pinnedNode: boolean) {
  mkdirSync(join(home, 'dist', 'server'), { recursive: true });
  const guard = join(home, 'bin', 'valetkey.cjs');
  cpSync(dirname(guardPath), join(home, 'bin'), { recursive: true });
  writeFileSync(join(home, 'package.json'), '{"type":"module"}');
  writeFileSync(join(home, 'dist', 'server', 'main.mjs'), entry);
  const oldNode = join(home, 'old-node.cjs');
  writeFileSync(
    oldNode,
    "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.2' } });",
  );
  if (pinnedNode) {
    const pinned = join(home, 'node_modules', 'node', 'bin', 'node');
    mkdirSync(dirname(pinned), { recursive: true });
    symlinkSync(process.execPath, pinned);
    chmodSync(pinned, 0o755);
  }
  return { script: guard, nodeFlags: ['--require', oldNode] };
}

test('an old Node without the pinned one beside it is told what is needed', async () => {
  using home = createHome();
  const ended = await runCli([], createPackage(home.path, 'console.log("ran")', false));
  expect(ended).toMatchObject({ code: 1, stdout: '' });
  expect(ended.stderr).toMatch(
    /^valetkey: Node 24 or newer is needed and this is Node 20\.20\.2\. Install it from [^\n]+\n$/,
  );
});

test('an old Node hands over to the pinned one: arguments, input, output and exit code pass through', async () => {
  using home = createHome();
  const entry = `
    const chunks = [];
    process.stdin.on('data', (chunk) => chunks.push(chunk)).on('end', () => {
      console.log(process.versions.node.split('.')[0], JSON.stringify(process.argv.slice(2)), Buffer.concat(chunks).toString());
      console.error('to stderr');
      process.exitCode = 22;
    });`;
  const options = { ...createPackage(home.path, entry, true), input: 'the input' };
  const ended = await runCli(['a b', '--c', '$d'], options);
  const major = process.versions.node.split('.')[0];
  expect(ended).toEqual({
    code: 22,
    signal: null,
    stdout: `${major} ["a b","--c","$d"] the input\n`,
    stderr: 'to stderr\n',
  });
});

test.each([['SIGTERM'], ['SIGINT'], ['SIGHUP']] as const)(
  '%s reaches the pinned Node, which may end in its own way',
  async (signal) => {
    using home = createHome();
    const entry = `process.on('${signal}', () => { console.log('got it'); process.exit(5); }); setInterval(() => {}, 1000); console.log('up');`;
    const { child, ended } = startCli([], createPackage(home.path, entry, true));
    await once(child.stdout, 'data');
    child.kill(signal);
    expect(await ended).toMatchObject({ code: 5, signal: null, stdout: 'up\ngot it\n' });
  },
);

test('a pinned Node that a signal ends makes the guard end by the same signal', async () => {
  using home = createHome();
  const entry = "console.log('up'); process.kill(process.pid, 'SIGKILL');";
  expect(await runCli([], createPackage(home.path, entry, true))).toMatchObject({ code: null, signal: 'SIGKILL' });
});
