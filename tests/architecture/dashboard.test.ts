import { describe, expect, test } from 'vitest';
import { checkComponentLengths, checkDashboardImports, checkMarkup, checkOneComponent } from './dashboard.ts';
import { checkDefaultExports, checkLeftovers, checkLengths, checkNames } from './form.ts';
import { readSources, type Sources } from './sources.ts';

const sources = readSources('dashboard');
/** Vite wants its configuration as a default export. */
const ours: Sources = new Map([...sources].filter(([path]) => path !== 'dashboard/vite.config.ts'));

const rules = [
  ['imports of src/ only the types of the contract', checkDashboardImports],
  ['every export has a name', checkDefaultExports],
  ['files are named by what they do, in kebab-case', checkNames],
  ['nothing is left for later', checkLeftovers],
  ['no file is too long', checkLengths],
  ['no component is too long', checkComponentLengths],
  ['a file has one component', checkOneComponent],
  ['no text is made markup or code', checkMarkup],
] as const;

test.each(rules)('the dashboard: %s', (_, check) => {
  expect(sources.size).toBeGreaterThan(10);
  expect(check(ours)).toEqual([]);
});

describe('a violation is found', () => {
  const plant = (path: string, text: string): Sources => new Map([[path, `const fine = 1;\n${text}\n`]]);
  test.each([
    [checkDashboardImports, 'dashboard/src/a.ts', "import { users } from '../../src/users/index.ts';"],
    [checkDashboardImports, 'dashboard/src/a.ts', "import { getUser } from '../../src/contract/index.ts';"],
    [checkDashboardImports, 'dashboard/src/a.ts', "import type { User } from '../../src/contract/users.ts';"],
    [checkComponentLengths, 'dashboard/src/a.tsx', '\n'.repeat(120)],
    [checkOneComponent, 'dashboard/src/a.tsx', 'export function One() {}\nexport function Two() {}'],
    [checkMarkup, 'dashboard/src/a.tsx', '<p dangerouslySetInnerHTML={{ __html: name }} />'],
    [checkMarkup, 'dashboard/src/a.ts', 'element.innerHTML = name;'],
  ])('%o in %s: %s', (check, path, text) => {
    expect(check(plant(path, text))).toHaveLength(1);
  });
  test('types of the contract are let be', () => {
    const text = "import type { User } from '../../src/contract/index.ts';";
    expect(checkDashboardImports(plant('dashboard/src/a.ts', text))).toEqual([]);
  });
});
