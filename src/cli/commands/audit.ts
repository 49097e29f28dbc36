import type { Command } from 'commander';

export function addAuditCommand(program: Command): void {
  const audit = program
    .command('audit')
    .description('The log of who read which IdP token. Needs the settings and the key of the server.');
  audit
    .command('verify')
    .description('Check that no entry was changed, removed or added. Ends with 1 and the place where one was.')
    .option('--end <end...>', 'where chains are known to have ended, from the log of a server (`end`)')
    .action(async (options: { end?: string[] }) => {
      const { verifyAudit } = await import('../server/verify-audit.ts');
      await verifyAudit(options.end ?? []);
    });
  audit
    .command('export')
    .description('Print the entries as JSON, one a line, the oldest first.')
    .option('--after <log_id>', 'only what came after this entry')
    .action(async (options: { after?: string }) => {
      const { exportAudit } = await import('../server/export-audit.ts');
      await exportAudit(options);
    });
  audit
    .command('fingerprint')
    .description('Print the fingerprint under which a token stands in the log. The token is read from stdin.')
    .action(async () => {
      const { printFingerprint } = await import('../server/print-fingerprint.ts');
      await printFingerprint();
    });
  audit.addHelpText('after', examples);
}

const examples = `
Examples:
  $ valetkey audit verify
  $ valetkey audit verify --end 3:17:Jd0v...           end of node 3 as its server logged it
  $ valetkey audit export >> reads.jsonl
  $ valetkey audit fingerprint < leaked-token.txt      then: GET /api/v2/idp-token-reads?fingerprint=...`;
