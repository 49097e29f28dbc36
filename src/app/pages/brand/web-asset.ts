export interface WebAsset {
  readonly url: string;
  /** For the policy. */
  readonly origin: string;
}

/** An address that a browser may load something from; undefined for anything but plain https (T-H05). */
export function webAssetOf(address: string | undefined): WebAsset | undefined {
  if (address === undefined || !URL.canParse(address)) return undefined;
  const { href, origin, protocol, username } = new URL(address);
  // Stricter than a URL needs to be: the origin stands in a header, where `;` or `*` would have a meaning.
  const isPlain = protocol === 'https:' && username === '';
  return isPlain && /^https:\/\/[a-z0-9._[\]:-]+$/.test(origin) ? { url: href, origin } : undefined;
}
