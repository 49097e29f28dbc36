import { parseArgs } from 'node:util';

export const partNames = ['a', 'b', 'c', 'd', 'e', 'f'] as const;
export type PartName = (typeof partNames)[number];

export interface Options {
  readonly parts: readonly PartName[];
  readonly rounds: number;
  /** Seconds that one measurement takes. */
  readonly seconds: number;
  /** Whether servers are warmed up before they are measured. */
  readonly warm: boolean;
  /** Users in the tables of part c, ascending. */
  readonly sizes: readonly number[];
  readonly write: boolean;
  readonly profile: string | undefined;
}

export const usage = `npm run bench -- [options]

  --quick          one short round: shows that everything runs, the figures mean little
  --only a,b,c     a: tokens a second, b: reads a second, c: sign-ins, d: start and memory,
                   e: refresh storms (needs TEST_DATABASE_URL), f: rotation of keys
  --rounds N       interleaved rounds (3)
  --write          put the results into docs/benchmarks.md, in the place of all that is there
  --profile DIR    V8 CPU profiles of the servers`;

function isPart(name: string): name is PartName {
  return partNames.some((part) => part === name);
}

/** @throws {Error} with a sentence for people. */
export function readOptions(argv: readonly string[]): Options | 'help' {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      rounds: { type: 'string' },
      write: { type: 'boolean', default: false },
      profile: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  const { quick, write, profile } = values;
  const parts = values.only?.split(',') ?? [...partNames];
  if (!parts.every(isPart)) throw new Error(`--only takes ${partNames.join(', ')}`);
  if (write && quick) throw new Error('--write needs more than a short round');
  const rounds = Number(values.rounds ?? (quick ? 1 : 3));
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds takes a whole number from 1');
  const sizes = quick ? [100, 1_000] : [100, 1_000, 10_000, 100_000];
  return { parts, rounds, seconds: quick ? 1 : 5, warm: !quick, sizes, write, profile };
}
