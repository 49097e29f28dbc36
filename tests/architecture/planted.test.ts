import { describe, expect, test } from 'vitest';
import { boundariesOf, checkBoundaries, checkPurity } from './boundaries.ts';
import {
  checkDefaultExports,
  checkLeftovers,
  checkLengths,
  checkMedian,
  checkNames,
  checkRoomHeaders,
} from './form.ts';
import { checkLinks } from './links.ts';
import { checkRepository } from './repository.ts';
import { checkCycles, checkDepth, checkDirection, checkRoomList, readRooms } from './rooms.ts';
import type { Sources } from './sources.ts';

/** Plants one file, after ten lines that are in order; every rule must see it where it stands. */
function plant(path: string, text: string): Sources {
  return new Map([[path, `${'const fine = 1;\n'.repeat(10)}${text}\n`]]);
}

const rooms = ['base', 'storage', 'vault', 'app'];

describe('the list of rooms', () => {
  const page =
    '# A\n\n## The rooms\n\n| room | owns |\n| --- | --- |\n| `base` | x |\n| `app` | y |\n\n## Z\n\n| `z` | |\n';
  test('is the first column of its table, in order, and of no other table', () => {
    expect(readRooms(page)).toEqual(['base', 'app']);
  });
  test('a room that is not on it is found', () => {
    expect(checkRoomList(plant('src/cellar/a.ts', ''), [])).toEqual([
      'src/cellar/a.ts: is in no room that docs/architecture.md names',
    ]);
    expect(checkRoomList(plant('src/a.ts', ''), [])).toHaveLength(1);
  });
  test('a name without a room is found', () => {
    expect(checkRoomList(new Map(), ['attic'])).toEqual(['src/attic: is named and does not exist']);
  });
});

describe('imports between rooms', () => {
  test.each([
    ["import { a } from '../vault/index.ts';"],
    ["import type { A } from '../vault/index.ts';"],
    ["import {\n  a,\n  b,\n} from '../vault/index.ts';"],
    ["export { a } from '../vault/index.ts';"],
    ["export * from '../vault/index.ts';"],
    ["import '../vault/index.ts';"],
    ["const a = await import('../vault/index.ts');"],
  ])('upward is found: %s', (text) => {
    const planted = plant('src/storage/a.ts', text);
    expect(checkDirection(planted, rooms)).toEqual([
      'src/storage/a.ts:11: storage imports vault, which comes after it',
    ]);
    expect(checkDirection(planted, ['base', 'vault', 'storage'])).toEqual([]);
  });
  test('deeper than the index is found, also from a folder further down', () => {
    expect(checkDepth(plant('src/vault/a.ts', "import { a } from '../base/clock.ts';"))).toHaveLength(1);
    expect(checkDepth(plant('src/app/http/a.ts', "import { a } from '../../base/clock.ts';"))).toHaveLength(1);
    expect(checkDepth(plant('src/app/http/a.ts', "import { a } from '../../base/index.ts';"))).toEqual([]);
  });
  test('out of src is found', () => {
    expect(checkDepth(plant('src/app/a.ts', "import { a } from '../../tests/idps/index.ts';"))).toHaveLength(1);
  });
  test("through the room's own index is found", () => {
    expect(checkDepth(plant('src/app/a.ts', "import { a } from './index.ts';"))).toHaveLength(1);
    expect(checkDepth(plant('src/app/a.ts', "import { a } from './config/index.ts';"))).toEqual([]);
  });
  test('a circle of rooms is found once, whatever the list says', () => {
    const planted = new Map([
      ['src/c/a.ts', "import { a } from '../a/index.ts';"],
      ['src/a/a.ts', "import { a } from '../b/index.ts';"],
      ['src/b/a.ts', "import { a } from '../c/index.ts';"],
    ]);
    expect(checkCycles(planted)).toEqual(['rooms in a circle: a -> b -> c -> a']);
    expect(checkCycles(new Map([...planted].slice(0, 2)))).toEqual([]);
  });
});

describe('what has one home', () => {
  const boundaries = boundariesOf(['github', 'oidc', 'oauth2']);
  test.each([
    ['Fastify', "import { fastify } from 'fastify';"],
    ['Fastify', "import cookie from '@fastify/cookie';"],
    ['Fastify', "import { validatorCompiler } from 'fastify-type-provider-zod';"],
    ['SQL', "import { sql } from 'kysely';"],
    ['SQL', "import { Migrator } from 'kysely/migration';"],
    ['SQL', "import pg from 'pg';"],
    ['SQL', "import { DatabaseSync } from 'node:sqlite';"],
    ['SQL', 'run(`select a from users where b = 1`);'],
    ['SQL', "run('DELETE FROM users WHERE a = 1');"],
    ["an identity provider's name", "if (strategy === 'github') {}"],
    ["an identity provider's name", '// as GitHub does it'],
    ["an identity provider's name", 'const googleScopes = [];'],
    ['the environment', 'const port = process.env.PORT;'],
    ['the making of a proof for reading IdP tokens', "import { proveTokenRead } from '../vault/index.ts';"],
    ['the making of a proof for reading IdP tokens', 'const proof = {} as unknown as TokenReadProof;'],
  ])('%s elsewhere is found: %s', (what, text) => {
    const found = checkBoundaries(plant('src/tenant/a.ts', text), boundaries);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(`src/tenant/a.ts:11: ${what} belongs to`);
  });
  test.each([
    ['src/app/http/a.ts', "import { fastify } from 'fastify';"],
    ['src/storage/a.ts', "import { sql } from 'kysely';"],
    ['src/providers/a.ts', "strategy: 'github',"],
    ['src/cli/sandbox/a.ts', '// GitHub'],
    ['src/cli/settings.ts', 'process.env'],
    ['src/app/config/a.ts', 'process.env'],
    ['src/app/http/management-routes.ts', "import { proveTokenRead } from '../../vault/index.ts';"],
    ['src/tenant/a.ts', "const strategy = 'oidc'; // an oauth2 IdP"],
    ['src/tenant/a.ts', "const text = 'select a connection';"],
    ['src/tenant/a.ts', "import { pgTable } from './pg.ts';"],
  ])('at home it is let be: %s %s', (path, text) => {
    expect(checkBoundaries(plant(path, text), boundaries)).toEqual([]);
  });
  test('Fastify in the sandbox is found', () => {
    const planted = plant('src/cli/sandbox/a.ts', "import { fastify } from 'fastify';");
    expect(checkBoundaries(planted, boundaries)).toHaveLength(1);
  });
  test('I/O in a pure room is found', () => {
    expect(checkPurity(plant('src/base/a.ts', "import { readFileSync } from 'node:fs';"))).toHaveLength(1);
    expect(checkPurity(plant('src/contract/a.ts', "import { randomBytes } from 'node:crypto';"))).toHaveLength(1);
    expect(checkPurity(plant('src/providers/a.ts', "import { z } from 'zod';"))).toHaveLength(1);
    expect(checkPurity(plant('src/contract/a.ts', "import { z } from 'zod';"))).toEqual([]);
  });
});

describe('form', () => {
  test('a default export is found', () => {
    expect(checkDefaultExports(plant('src/a.ts', 'export default 1;'))).toHaveLength(1);
    expect(checkDefaultExports(plant('src/a.ts', 'export { a as default };'))).toHaveLength(1);
    expect(checkDefaultExports(plant('src/a.ts', 'export const defaultPort = 1;'))).toEqual([]);
  });
  test.each([
    'src/base/utils/a.ts',
    'src/base/helpers.ts',
    'src/base/user-service.ts',
    'src/common/a.ts',
    'src/base/token-manager.ts',
    'src/base/tokenStore.ts',
  ])('a name that says nothing is found: %s', (path) => {
    expect(checkNames(plant(path, ''))).toHaveLength(1);
  });
  test.each(['class TokenManager {}', 'interface UserService {}', 'function stringUtils() {}'])(
    'a declaration that says nothing is found: %s',
    (text) => {
      expect(checkNames(plant('src/base/a.ts', text))).toHaveLength(1);
    },
  );
  test('a name that says something is let be', () => {
    expect(checkNames(plant('src/oauth-server/token/id-token.ts', 'class TokenAnswer {}'))).toEqual([]);
  });
  test('a file of more than 300 lines is found, unless it is a named table', () => {
    const long = new Map([['src/a.ts', 'a\n'.repeat(301)]]);
    expect(checkLengths(long)).toEqual(['src/a.ts: 301 lines, more than 300']);
    expect(checkLengths(new Map([['src/a.ts', 'a\n'.repeat(300)]]))).toEqual([]);
    expect(checkLengths(long, new Set(['src/a.ts']))).toEqual([]);
  });
  test('a median above 80 lines is found', () => {
    const files = (lines: number) => new Map(['a', 'b', 'c'].map((name) => [name, 'a\n'.repeat(lines)]));
    expect(checkMedian(files(81))).toHaveLength(1);
    expect(checkMedian(files(80))).toEqual([]);
  });
  test('a room without a header is found', () => {
    expect(checkRoomHeaders(new Map([['src/base/index.ts', "export { a } from './a.ts';\n"]]))).toHaveLength(1);
    expect(checkRoomHeaders(new Map([['src/base/index.ts', '// base owns a.\n// It must not b.\n']]))).toEqual([]);
  });
  test.each(['// TODO later', '// FIXME', '// @ts-ignore'])('a leftover is found: %s', (text) => {
    expect(checkLeftovers(plant('src/a.ts', text))).toHaveLength(1);
  });
});

describe('the repository', () => {
  const hosts = /\bpackages\.corp\.example\b/g;
  // Put together here, so that this file is not found itself.
  const machinePath = (...parts: string[]) => ['', ...parts].join('/');
  test.each([machinePath('work', 'main'), machinePath('root', '.npmrc'), machinePath('home', 'jo', 'valetkey')])(
    'the path of a machine is found: %s',
    (path) => {
      expect(checkRepository(plant('docs/a.md', `cd ${path}`), hosts)).toHaveLength(1);
      expect(checkRepository(plant('docs/a.md', `open "${path}"`), hosts)).toHaveLength(1);
    },
  );
  test('a path in a URL is none', () => {
    expect(checkRepository(plant('docs/a.md', 'https://idp.example/work/main ./work/a'), hosts)).toEqual([]);
  });
  test('the host of a registry is found', () => {
    expect(checkRepository(plant('a.md', 'see https://packages.corp.example/x'), hosts)).toHaveLength(1);
  });
  test('a download address in the lock file is found', () => {
    const text = '"resolved": "https://idp.example/a.tgz"';
    expect(checkRepository(plant('package-lock.json', text), hosts)).toHaveLength(1);
  });
  test('the settings of somebody’s npm are found', () => {
    expect(checkRepository(plant('.npmrc', ''), hosts)).toHaveLength(1);
  });
  test('a link that leads nowhere is found: no file, no heading', () => {
    const page = new Map([
      ['docs/a.md', '# The rooms, in order\n'],
      [
        'README.md',
        '[a](docs/a.md) [b](docs/a.md#the-rooms-in-order) [c](docs/) [d](https://idp.example/x) [e](#here)\n## Here\n',
      ],
    ]);
    expect(checkLinks(page)).toEqual([]);
    const broken = new Map([...page, ['docs/b.md', '[a](c.md)\n[b](a.md#rooms)\n[c](../README.md)\n']]);
    expect(checkLinks(broken)).toEqual(['docs/b.md:1: leads nowhere: c.md', 'docs/b.md:2: leads nowhere: a.md#rooms']);
  });
});
