import type { Command } from 'commander';

export interface SandboxOptions {
  readonly tls?: boolean;
  readonly port?: string;
  readonly data: string;
}

export function addSandboxCommand(program: Command): void {
  program
    .command('sandbox')
    .description('Run the server with identity providers on this machine that need no account, to try it. `npm start`.')
    .option('--tls', 'serve https with a certificate of a local CA, as the SDKs of Auth0 insist')
    .option(
      '--port <number>',
      'port of the server (default 3000; 443 more with --tls); the IdPs and the example take the next four',
    )
    .option('--data <folder>', 'where the embedded database and the key are kept', './data')
    .addHelpText('after', examples)
    .action(async (options: SandboxOptions) => {
      const { runSandbox } = await import('../sandbox/run-sandbox.ts');
      await runSandbox(options);
    });
}

const examples = `
Examples:
  $ valetkey sandbox
  $ valetkey sandbox --tls
  $ valetkey sandbox --port 4000 --data /tmp/try`;
