import type { Options } from '../options.ts';
import type { PartReport } from '../parts/part.ts';
import { describeMachine } from './machine.ts';
import { formatTable } from './table.ts';

/** The results as Markdown: what was promised first, then the numbers behind it. */
export function formatReport(reports: readonly PartReport[], { rounds, seconds }: Options): string {
  const figures = reports.flatMap((report) => report.figures);
  const promised = formatTable(
    ['figure', 'measured', 'target', 'holds'],
    figures.map(({ what, measured, target, holds }) => [what, measured, target, holds ? 'yes' : 'NO']),
  );
  const details = reports.map(({ title, columns, rows }) => `### ${title}\n\n${formatTable(columns, rows)}`);
  const day = new Date().toISOString().slice(0, 10);
  const when = `Measured ${day}: ${rounds} interleaved round${rounds === 1 ? '' : 's'} of ${seconds} s a measurement; medians, with the lowest and highest round in brackets.`;
  return [[when, ...describeMachine()].join('\n'), promised, ...details].join('\n\n');
}
