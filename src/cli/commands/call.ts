import type { Command } from 'commander';
import type { CallOptions } from '../idp-api/call-for-user.ts';
import { addIdentityOptions, addTenantOptions } from './tenant-options.ts';

export function addCallCommand(program: Command): void {
  const command = program
    .command('call')
    .argument('<user>', 'user id, e.g. oidc|1234567890 (quote it: | is a pipe to the shell)')
    .argument('<url>', 'what to call; https, or http on this machine')
    .description("Call an IdP's API with a user's IdP token and print the answer. Exit code 22 if it is not a 2xx.")
    .option('-X, --request <method>', 'method (default: GET, with -d POST)')
    .option('-H, --header <header>', "header 'Name: value', more than once if needed", collect)
    .option(
      '-d, --data <body>',
      'body; @file reads a file, @- standard input. JSON is sent as JSON, the rest as form data',
    )
    .option('-i, --include', 'print the status line to standard error');
  addTenantOptions(addIdentityOptions(command))
    .addHelpText('after', examples)
    .action(async (user: string, url: string, options: CallOptions) => {
      const { callForUser } = await import('../idp-api/call-for-user.ts');
      await callForUser(user, url, options);
    });
}

function collect(value: string, earlier: string[] = []): string[] {
  return [...earlier, value];
}

const examples = `
Redirects are followed within the same origin only, so that the token never reaches another server.

Examples:
  $ valetkey call 'oidc|1234567890' https://api.idp.example/me
  $ valetkey call 'oidc|1234567890' 'https://api.idp.example/calendars?limit=10' -i
  $ valetkey call 'oidc|1234567890' https://api.idp.example/events -d @event.json -H 'Prefer: return=minimal'
  $ valetkey call 'oidc|1234567890' https://api.idp.example/events/7 -X DELETE`;
