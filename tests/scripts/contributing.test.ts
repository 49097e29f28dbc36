import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { configuredScopes, type Provider, readProfile, readSubject } from '../../src/providers/index.ts';
import { readText } from '../architecture/sources.ts';

/** The code blocks of CONTRIBUTING.md that say in their first line which file they are. */
function readBlocks(): Map<string, string> {
  const blocks = readText('CONTRIBUTING.md').matchAll(/^( *)```ts\n( *)\/\/ (\S+)\n([\s\S]*?)^\1```$/gm);
  return new Map(
    [...blocks].map(([, indent = '', , path = '', text = '']) => [
      path,
      text.replaceAll(`\n${indent}`, '\n').slice(indent.length),
    ]),
  );
}

/** Loads one of them from a folder of its own, with its imports led to the real files. */
async function load(path: string, text: string): Promise<Record<string, unknown>> {
  const folder = mkdtempSync(join(tmpdir(), 'valetkey-contributing-'));
  try {
    const home = new URL(`../../${path}`, import.meta.url);
    const led = text.replaceAll(/from '(\.[^']+)'/g, (_, specifier) => `from '${new URL(specifier, home).href}'`);
    const file = join(folder, path.split('/').at(-1)!);
    writeFileSync(file, led);
    return (await import(/* @vite-ignore */ pathToFileURL(file).href)) as Record<string, unknown>;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const blocks = readBlocks();

test('the provider of the walk-through works', async () => {
  const path = 'src/providers/wordpress.ts';
  const { wordpress } = (await load(path, blocks.get(path)!)) as { wordpress: Provider };
  for (const { raw, options, subject, profile, scopes } of wordpress.examples) {
    expect(readSubject(wordpress, raw, options)).toBe(subject);
    expect(readProfile(wordpress, raw, options)).toEqual(profile);
    expect(configuredScopes(wordpress, options)).toEqual(scopes);
  }
});

test('the endpoint of the walk-through can be defined, and shows only the settings that are known', async () => {
  const path = 'src/contract/tenants.ts';
  const { getTenantSettings } = (await load(path, blocks.get(path)!)) as {
    getTenantSettings: { answers: { 200: { parse(value: unknown): unknown } } };
  };
  const shown = getTenantSettings.answers[200].parse({ friendly_name: 'Acme', secret_of_theirs: 1 });
  expect(shown).toEqual({ friendly_name: 'Acme' });
});

test('every step of the walk-throughs that is code is there', () => {
  expect([...blocks.keys()]).toEqual([
    'src/providers/wordpress.ts',
    'src/contract/tenants.ts',
    'src/management-api/tenants.ts',
    'tests/management-api/tenant-settings.test.ts',
  ]);
});
