import { type Command, InvalidArgumentError } from 'commander';

/** Records a second: slow enough that those who read tokens meanwhile do not notice. */
const usualRate = 2_000;

function readRate(text: string): number {
  const rate = Number(text);
  if (!/^\d+$/.test(text) || rate === 0) throw new InvalidArgumentError('It must be a whole number from 1.');
  return rate;
}

export function addKeysCommand(program: Command): void {
  const keys = program
    .command('keys')
    .description('The keys that seal tokens and secrets. Needs the settings and the keys of the server, which may run.')
    .addHelpText('after', examples);
  keys
    .command('status')
    .description('Which keys there are, how much is sealed with each, and which nodes hold it.')
    .option('--json', 'as JSON')
    .action(async (options: { json?: boolean }) => {
      const { showStatus } = await import('../server/keys/status.ts');
      await showStatus(options);
    });
  keys
    .command('rotate')
    .description('Seal with the newest key from now on, and move everything to it. May be cut off and run again.')
    .option('--rate <records>', 'at most so many records a second', readRate, usualRate)
    .action(async (options: { rate: number }) => {
      const { rotate } = await import('../server/keys/rotate.ts');
      await rotate(options);
    });
  keys
    .command('retire <key-id>')
    .description('Give up a key with which nothing is sealed any more.')
    .action(async (keyId: string) => {
      const { retire } = await import('../server/keys/retire.ts');
      await retire(keyId);
    });
  keys
    .command('generate')
    .description('Print a new key, for the key file.')
    .option('--wrapped', 'wrapped by the key service of VALETKEY_KEY_TRANSIT_URL, for VALETKEY_KEY_WRAPPED_FILE')
    .action(async (options: { wrapped?: boolean }) => {
      const { generate } = await import('../server/keys/generate.ts');
      await generate(options);
    });
}

const examples = `
Examples:
  $ (umask 077 && valetkey keys generate > valetkey.key)    the first key
  $ valetkey keys generate >> valetkey.key                  a new one; then give the file to every node, restart them
  $ valetkey keys rotate                                    everything moves to the new key, while the nodes run
  $ valetkey keys status
  $ valetkey keys retire 704703cea68a6327                   then the old one may leave the file

More in docs/keys.md.`;
