/** Scopes of the protocol itself, which many IdPs do not repeat in what they say was granted. */
const protocolScopes: ReadonlySet<string> = new Set([
  'openid',
  'profile',
  'email',
  'offline_access',
  'address',
  'phone',
]);

/** Some IdPs shorten `https://host/Name` to `Name` in what they say was granted, or the other way round. */
function isCovered(wanted: string, granted: readonly string[]): boolean {
  return granted.some((one) => one === wanted || one.endsWith(`/${wanted}`) || wanted.endsWith(`/${one}`));
}

/** What was asked for and not given, as far as it can be told. */
export function missingScopes(requested: readonly string[], granted: readonly string[] | undefined): string[] {
  if (granted === undefined) return [];
  return requested.filter((scope) => !protocolScopes.has(scope) && !isCovered(scope, granted));
}

export function unionOf(one: readonly string[], other: readonly string[]): string[] {
  return [...new Set([...one, ...other])];
}

/** True when `given` lacks something that `kept` has. */
export function isNarrower(given: readonly string[], kept: readonly string[]): boolean {
  return kept.some((scope) => !given.includes(scope));
}
