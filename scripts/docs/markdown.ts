/** A page of docs/generated: a title, how it came to be, and its parts. */
export function page(title: string, ...parts: readonly string[]): string {
  const note = '<!-- Made from the code by `npm run docs`. Do not edit. -->';
  return `${[`# ${title}`, note, ...parts].join('\n\n')}\n`;
}

/** A bar would end the cell, a line break the row. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ');
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

export const code = (text: string) => `\`${text}\``;
