/** What is wrong with a file that should read as `wanted`, in a line; undefined when nothing is. */
export function compareText(found: string | undefined, wanted: string): string | undefined {
  if (found === undefined) return 'is missing';
  // Git may check files out with the line ends of the system.
  const [has, needs] = [found.replaceAll('\r\n', '\n'), wanted];
  if (has === needs) return undefined;
  const lines = has.split('\n');
  const line = needs.split('\n').findIndex((text, index) => text !== lines[index]);
  const place = line < 0 ? 'has more than it should' : `line ${line + 1} should be: ${needs.split('\n')[line]}`;
  return place.slice(0, 200);
}
