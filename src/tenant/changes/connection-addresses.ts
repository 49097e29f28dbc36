import { type ConnectionOptions, type Provider, resolveApiBaseUrls, resolveEndpoints } from '../../providers/index.ts';
import type { Path } from './report.ts';
import type { Run } from './run.ts';

/** Which option holds this address: the operator should be shown what was written, not what became of it. */
function findOption(options: ConnectionOptions, address: string): Path | undefined {
  for (const [name, value] of Object.entries(options)) {
    if (value === address) return [name];
    if (typeof value !== 'object' || value === null) continue;
    const member = Object.entries(value).find(([, inner]) => inner === address)?.[0];
    if (member !== undefined) return [name, Array.isArray(value) ? Number(member) : member];
  }
  return undefined;
}

function listEndpoints(provider: Provider, options: ConnectionOptions) {
  const endpoints = Object.entries(resolveEndpoints(provider, options)) as [string, string | undefined][];
  return endpoints.flatMap(([name, address]) => (address === undefined ? [] : [{ name, address }]));
}

/** What to beware of when the operator, not the provider, chose where a connection leads. */
export function findAddressWarnings(
  provider: Provider,
  options: ConnectionOptions,
  { hasNeighbours }: { readonly hasNeighbours: boolean },
): string[] {
  const known = listEndpoints(provider, options);
  const given = known.filter(({ address }) => findOption(options, address) !== undefined && URL.canParse(address));
  if (given.length === 0) return [];
  const warnings: string[] = [];
  const issuer = known.find(({ name }) => name === 'issuer' || name === 'discovery_url');
  const home = issuer ?? known.find(({ name }) => name === 'authorization_endpoint');
  const origin = home && URL.canParse(home.address) ? new URL(home.address).origin : undefined;
  const strangers = given.filter(({ address }) => new URL(address).origin !== origin).map(({ name }) => name);
  // T-B06: whoever wrote such metadata may want the code of one IdP at the token endpoint of another.
  if (origin !== undefined && strangers.length > 0) {
    warnings.push(`endpoints lead away from the origin of the ${home?.name}: ${strangers.join(', ')}`);
  }
  // T-B05: without an issuer in the answer nobody can tell whose code came to the callback that all connections share.
  if (!issuer && hasNeighbours) {
    warnings.push('no issuer tells its answers from those of other connections: use only IdPs you trust');
  }
  return warnings;
}

/** Every address that a connection leads to. */
export function checkAddresses(
  run: Run,
  path: Path,
  provider: Provider,
  options: ConnectionOptions,
  hasNeighbours: boolean,
): void {
  const apis = resolveApiBaseUrls(provider, options).map((address) => ({ name: 'api_base_urls', address }));
  for (const { address } of [...listEndpoints(provider, options), ...apis]) {
    const problem = run.checkUrl(address);
    if (problem !== undefined) run.report.refuse([...path, ...(findOption(options, address) ?? [])], problem);
  }
  for (const text of findAddressWarnings(provider, options, { hasNeighbours })) run.report.warn(path, text);
}
