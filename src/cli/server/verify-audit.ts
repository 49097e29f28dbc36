import { type LogProblem, parseEnd, verifyReadLog } from '../../vault/index.ts';
import { CommandFailure } from '../failure.ts';
import { printResult } from '../terminal/terminal.ts';
import { withTenant } from './with-tenant.ts';

function describe({ node, entry, what }: LogProblem): string {
  return entry === undefined ? `the chain of node ${node} was ${what}` : `entry ${entry} of node ${node} was ${what}`;
}

/**
 * Goes through the log of token reads from its first entry to its last.
 * @param ends as servers logged them
 * @throws {CommandFailure} that names the first place where it is not as it was written
 */
export async function verifyAudit(ends: readonly string[]): Promise<void> {
  const known = ends.map((text) => {
    const end = parseEnd(text);
    if (!end) throw new CommandFailure('--end takes the text that a server logged as `end`, such as 3:17:Jd0v...');
    return end;
  });
  const { entries, nodes, problem } = await withTenant((tenant) => verifyReadLog(tenant, known));
  if (problem) throw new CommandFailure(`the log of token reads is not whole: ${describe(problem)}`);
  printResult(`${entries} entries of ${nodes} nodes are whole`);
}
