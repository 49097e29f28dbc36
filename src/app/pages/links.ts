const linkable: ReadonlySet<string> = new Set(['https:', 'http:', 'mailto:']);

/** Gives an address back if a page may link to it: absolute, of a scheme that runs no script, naming nobody before its host. */
export function safeLink(address: string | undefined): string | undefined {
  if (address === undefined || !URL.canParse(address)) return undefined;
  const { protocol, username, password } = new URL(address);
  return linkable.has(protocol) && username === '' && password === '' ? address : undefined;
}
