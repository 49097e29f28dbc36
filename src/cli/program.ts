import { Command } from 'commander';
import { addAdminCommand } from './commands/admin.ts';
import { addAuditCommand } from './commands/audit.ts';
import { addCallCommand } from './commands/call.ts';
import { addClientSecretCommand } from './commands/client-secret.ts';
import { addIdpTokenCommand } from './commands/idp-token.ts';
import { addJourneyCommand } from './commands/journey.ts';
import { addKeysCommand } from './commands/keys.ts';
import { addRevokeTokensCommand } from './commands/revoke-tokens.ts';
import { addSandboxCommand } from './commands/sandbox.ts';
import { addServeCommand } from './commands/serve.ts';
import { addTokenCommand } from './commands/token.ts';
import { paintFailure } from './terminal/terminal.ts';
import { packageVersion } from './version.ts';

/**
 * Every command, in the order in which --help lists them. To add one: a file commands/NAME.ts that exports
 * `addNameCommand(program)` and imports what it runs inside its action, so that the others start fast.
 */
const commands: readonly ((program: Command) => void)[] = [
  addServeCommand,
  addSandboxCommand,
  addJourneyCommand,
  addAdminCommand,
  addClientSecretCommand,
  addRevokeTokensCommand,
  addAuditCommand,
  addKeysCommand,
  addTokenCommand,
  addIdpTokenCommand,
  addCallCommand,
];

/** The command line as commander's value: main.ts runs it, the documentation can be made from it. */
export function createProgram(): Command {
  const program = new Command('valetkey')
    .description(
      'Self-hosted identity broker that speaks Auth0. Gets your backend the tokens that IdPs gave your users.',
    )
    .version(packageVersion())
    // Before the commands, which copy these settings when they are made.
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(paintFailure(text)) })
    .showHelpAfterError('Add --help for what it takes, with examples.');
  for (const add of commands) add(program);
  return program.addHelpText('after', programExamples);
}

const programExamples = `
Examples:
  $ valetkey sandbox                                      try it, with IdPs that need no account
  $ VALETKEY_URL=https://id.example.com valetkey serve --tenant tenant.yaml
  $ export VALETKEY_DOMAIN=http://localhost:3000 VALETKEY_CLIENT_ID=... VALETKEY_CLIENT_SECRET=...
  $ valetkey token                                        a Management API token
  $ valetkey idp-token 'oidc|1234567890'                  the IdP's token of that user
  $ valetkey call 'oidc|1234567890' https://api.idp.example/me
                                                          the IdP's API, called with that token
  $ valetkey token --help                                 more about one command`;
