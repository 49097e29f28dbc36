import type { Command } from 'commander';

export interface JourneyOptions {
  readonly connection: string;
}

export function addJourneyCommand(program: Command): void {
  program
    .command('journey')
    .description(
      'Walk the whole way over HTTP, from sign-in to the IdP’s API, in a sandbox of its own. `npm run journey`.',
    )
    .option('--connection <name>', 'strict, google-oauth2 or github', 'strict')
    .addHelpText('after', examples)
    .action(async (options: JourneyOptions) => {
      const { runJourney } = await import('../journey/run-journey.ts');
      await runJourney(options);
    });
}

const examples = `
Examples:
  $ valetkey journey
  $ valetkey journey --connection github`;
