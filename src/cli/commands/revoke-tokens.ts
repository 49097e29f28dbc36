import type { Command } from 'commander';

export function addRevokeTokensCommand(program: Command): void {
  program
    .command('revoke-tokens <client>')
    .description('End the Management API tokens of a client, by name or id. Needs the settings and key of the server.')
    .addHelpText('after', examples)
    .action(async (client: string) => {
      const { revokeTokens } = await import('../server/revoke-tokens.ts');
      await revokeTokens(client);
    });
}

const examples = `
Every node refuses them within a second. The client can get new ones with its secret: if the secret is known to
somebody, rotate it with POST /api/v2/clients/{id}/rotate-secret {"end_tokens": true} instead.

Examples:
  $ VALETKEY_KEY_FILE=./valetkey.key valetkey revoke-tokens 'My Backend'
  $ valetkey revoke-tokens my-backend`;
