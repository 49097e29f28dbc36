import type { Command } from 'commander';

export function addServeCommand(program: Command): void {
  program
    .command('serve')
    .description('Run the server. Its settings come from VALETKEY_* variables; all are checked before it starts.')
    .option('--tenant <file>', 'apply this tenant file (YAML of the Auth0 Deploy CLI) first')
    .addHelpText('after', examples)
    .action(async (options: { tenant?: string }) => {
      const { serve } = await import('../server/serve.ts');
      await serve(options);
    });
}

const examples = `
Examples:
  $ (umask 077 && valetkey keys generate > valetkey.key)      keep it: without it the database cannot be read
  $ export VALETKEY_KEY_FILE=valetkey.key
  $ VALETKEY_URL=https://id.example.com valetkey serve
  $ VALETKEY_DATABASE_URL=postgres://valetkey@db/valetkey valetkey serve --tenant tenant.yaml

Every setting is in docs/generated/settings.md, the tenant file in docs/tenant-file.md.`;
