import type { Command } from 'commander';
import type { PrintTokenOptions } from '../token/print-token.ts';
import { addTenantOptions } from './tenant-options.ts';

export function addTokenCommand(program: Command): void {
  const command = program
    .command('token')
    .description(
      'Print a Management API token of a client. It is kept and replaced when less than a minute of it is left.',
    )
    .option('--fresh', 'fetch a new token even if the kept one is good, e.g. after the scopes of the client changed')
    .option('--json', 'print the whole answer; expires_in is what is left now');
  addTenantOptions(command)
    .addHelpText('after', examples)
    .action(async (options: PrintTokenOptions) => {
      const { printToken } = await import('../token/print-token.ts');
      await printToken(options);
    });
}

const examples = `
Examples:
  $ VALETKEY_CLIENT_SECRET=... valetkey token --domain http://localhost:3000 --client-id my-backend
  $ valetkey token --domain acme.eu.auth0.com --client-id AbC123 --client-secret-file ./secret
  $ curl -H "Authorization: Bearer $(valetkey token)" "http://localhost:3000/api/v2/users"
  $ valetkey token --json --fresh`;
