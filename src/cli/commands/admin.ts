import type { Command } from 'commander';

export function addAdminCommand(program: Command): void {
  const admin = program
    .command('admin')
    .description('Let somebody into the dashboard. Needs the settings and the key of the server.');
  admin
    .command('link')
    .description('Print a link that works once: to a new account, or to a new password or passkey.')
    .option('--email <address>', 'for the account that has this address: what opened it before opens it no more')
    .addHelpText('after', examples)
    .action(async (options: { email?: string }) => {
      const { printAdminLink } = await import('../server/print-admin-link.ts');
      await printAdminLink(options);
    });
}

const examples = `
It is good for 24 hours, or a week where it makes one more account, and it is noted in the tenant log.

Examples:
  $ VALETKEY_KEY_FILE=./valetkey.key valetkey admin link
  $ valetkey admin link --email jane@example.com`;
