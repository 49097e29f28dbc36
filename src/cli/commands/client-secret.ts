import type { Command } from 'commander';

export function addClientSecretCommand(program: Command): void {
  program
    .command('client-secret <client>')
    .description('Print the secret of a client, by name or id. Needs the settings and the key of the server.')
    .addHelpText('after', examples)
    .action(async (client: string) => {
      const { showClientSecret } = await import('../server/show-client-secret.ts');
      await showClientSecret(client);
    });
}

const examples = `
Examples:
  $ VALETKEY_KEY_FILE=./valetkey.key valetkey client-secret 'My Backend'
  $ export VALETKEY_CLIENT_SECRET=$(valetkey client-secret my-backend)`;
