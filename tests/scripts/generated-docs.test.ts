import { expect, test } from 'vitest';
import { compareText } from '../../scripts/docs/compare-text.ts';
import { generatePages } from '../../scripts/docs/pages.ts';
import { createProgram } from '../../src/cli/index.ts';
import { endpoints } from '../../src/contract/index.ts';
import { providers } from '../../src/providers/index.ts';

const pages = generatePages();

test('a file that is up to date has no difference, however Git checked it out', () => {
  expect(compareText('a\nb\n', 'a\nb\n')).toBeUndefined();
  expect(compareText('a\r\nb\r\n', 'a\nb\n')).toBeUndefined();
});

test('a file that is missing, changed, cut or longer is told, with the line', () => {
  expect(compareText(undefined, 'a\n')).toBe('is missing');
  expect(compareText('a\nx\n', 'a\nb\n')).toBe('line 2 should be: b');
  expect(compareText('a\n', 'a\nb\n')).toBe('line 2 should be: b');
  expect(compareText('a\nb\n\nc', 'a\nb\n')).toBe('has more than it should');
});

test('every provider, command and endpoint is on its page', () => {
  for (const strategy of providers.keys()) expect(pages.get('providers.md')).toContain(`(\`${strategy}\`)`);
  for (const command of createProgram().commands) {
    expect(pages.get('commands.md')).toContain(`Usage: valetkey ${command.name()} `);
  }
  const { paths } = JSON.parse(pages.get('openapi.json')!) as { paths: Record<string, object> };
  for (const { path, method } of endpoints) expect(paths[path]).toHaveProperty(method.toLowerCase());
});

test('the pages do not depend on the machine: width of the terminal, colours, time', () => {
  const { COLUMNS, FORCE_COLOR } = process.env;
  try {
    process.env.COLUMNS = '40';
    process.env.FORCE_COLOR = '1';
    expect(generatePages()).toEqual(pages);
  } finally {
    for (const [name, value] of Object.entries({ COLUMNS, FORCE_COLOR })) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
});
