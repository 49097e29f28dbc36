import { type Command, InvalidArgumentError, Option } from 'commander';

/** What every command needs that talks to a tenant. */
export function addTenantOptions(command: Command): Command {
  return (
    command
      .option(
        '--domain <host or URL>',
        'the tenant; https unless it is a http://localhost URL [VALETKEY_DOMAIN, AUTH0_DOMAIN]',
      )
      .option('--client-id <id>', 'the client that asks [VALETKEY_CLIENT_ID, AUTH0_CLIENT_ID]')
      .option(
        '--client-secret-file <file>',
        'file with its secret, instead of VALETKEY_CLIENT_SECRET or AUTH0_CLIENT_SECRET',
      )
      .option('--audience <id>', 'identifier of the API (default: the Management API, <tenant URL>/api/v2/)')
      // Taken without mention so that the answer can say why it is refused, and does not repeat the secret.
      .addOption(new Option('--client-secret [secret]').hideHelp())
      .addHelpText('after', secretHelp)
  );
}

const secretHelp = `
The client's secret is never an argument: other users of the machine can see the arguments of a running program, and
the shell writes them into its history. Set VALETKEY_CLIENT_SECRET (or AUTH0_CLIENT_SECRET), or name a file.
The token, not the secret, is kept in this user's cache folder, readable by this user only.`;

/** Which of a user's identities is meant. */
export function addIdentityOptions(command: Command): Command {
  return command
    .option('--connection <name>', 'the identity of this connection (default: the first identity that has a token)')
    .addOption(
      new Option('--identity <n>', 'the identity at this place of identities[], from 0').argParser(parsePlace),
    );
}

function parsePlace(text: string): number {
  if (!/^\d{1,4}$/.test(text)) throw new InvalidArgumentError('It is a number from 0.');
  return Number(text);
}
