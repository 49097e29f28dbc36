/**
 * Which private places may be called: all of them, none, or those `host:port` that are listed. The host is as the URL
 * parser writes it, without IPv6 brackets.
 */
export type OpenPlaces = boolean | readonly string[];

export function isOpenPlace(open: OpenPlaces, host: string, port: string): boolean {
  return typeof open === 'boolean' ? open : open.includes(`${host}:${port}`);
}

/** `host:port` as it is compared here; undefined for what is none. */
export function readOpenPlace(text: string): string | undefined {
  const [, port] = /^[^/?#@\s]+:(\d{1,5})$/.exec(text) ?? [];
  // The parser leaves the scheme's own port out.
  if (port === undefined || !URL.canParse(`https://${text}`)) return undefined;
  return `${new URL(`https://${text}`).hostname.replace(/^\[|\]$/g, '')}:${Number(port)}`;
}
