const linkable: ReadonlySet<string> = new Set(['https:', 'http:', 'mailto:']);

/** Gives an address back if a page may link to it: absolute, and of a scheme that runs no script. */
export function safeLink(address: string | undefined): string | undefined {
  if (address === undefined || !URL.canParse(address)) return undefined;
  return linkable.has(new URL(address).protocol) ? address : undefined;
}
