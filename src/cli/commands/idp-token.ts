import type { Command } from 'commander';
import type { PrintIdpTokenOptions } from '../token/print-idp-token.ts';
import { addIdentityOptions, addTenantOptions } from './tenant-options.ts';

export function addIdpTokenCommand(program: Command): void {
  const command = program
    .command('idp-token')
    .argument('<user>', 'user id, e.g. oidc|1234567890 (quote it: | is a pipe to the shell)')
    .description(
      'Print the access token that an IdP gave for a user. The client needs read:users and read:user_idp_tokens.',
    )
    .option('--json', 'print connection, provider, user_id, access_token and expires_in');
  addTenantOptions(addIdentityOptions(command))
    .addHelpText('after', examples)
    .action(async (user: string, options: PrintIdpTokenOptions) => {
      const { printIdpToken } = await import('../token/print-idp-token.ts');
      await printIdpToken(user, options);
    });
}

const examples = `
Examples:
  $ valetkey idp-token 'oidc|1234567890'
  $ valetkey idp-token 'auth0|5f7c8ec7c33c6c004bbafe82' --connection acme-sso
  $ valetkey idp-token 'oauth2|acme|1234567' --identity 1 --json`;
