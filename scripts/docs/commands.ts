import type { Command } from 'commander';
import { createProgram } from '../../src/cli/index.ts';
import { code, page } from './markdown.ts';

/** What `--help` prints, at a width that does not depend on who asks. */
function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({
    writeOut: (part) => {
      text += part;
    },
    getOutHelpWidth: () => 100,
    getOutHasColors: () => false,
  });
  command.outputHelp();
  return `\`\`\`\n${text.trim().replaceAll(/ +$/gm, '')}\n\`\`\``;
}

/** commands.md: the help of every command. */
export function describeCommands(): string {
  const program = createProgram();
  return page(
    'The command line',
    'What `valetkey --help` and `valetkey COMMAND --help` print.',
    helpOf(program),
    ...program.commands.flatMap((command) => [`## ${code(`valetkey ${command.name()}`)}`, helpOf(command)]),
  );
}
