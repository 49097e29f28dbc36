import { type LogProblem, verifyReadLog } from '../../vault/index.ts';
import { CommandFailure } from '../failure.ts';
import { printResult } from '../terminal/terminal.ts';
import { withTenant } from './with-tenant.ts';

function describe({ node, entry, what }: LogProblem): string {
  return entry === undefined ? `the chain of node ${node} was ${what}` : `entry ${entry} of node ${node} was ${what}`;
}

/**
 * Goes through the log of token reads from its first entry to its last.
 * @throws {CommandFailure} that names the first place where it is not as it was written
 */
export async function verifyAudit(): Promise<void> {
  const { entries, nodes, problem } = await withTenant(verifyReadLog);
  if (problem) throw new CommandFailure(`the log of token reads is not whole: ${describe(problem)}`);
  printResult(`${entries} entries of ${nodes} nodes are whole`);
}
