import { type Endpoint, endpoints } from '../../src/contract/index.ts';
import { auth0Operations, isSameOperation } from './auth0-operations.ts';
import { otherScopes, ownOperations } from './known-differences.ts';
import { code, page, table } from './markdown.ts';

const served: readonly Endpoint[] = endpoints;

function compare(endpoint: Endpoint): string {
  const name = `${endpoint.method} ${endpoint.path}`;
  if (auth0Operations.some((one) => isSameOperation(one, endpoint))) return otherScopes[name] ?? 'the same';
  const own = Object.keys(ownOperations).find((path) => endpoint.path.startsWith(path));
  return `ours: ${own === undefined ? '' : ownOperations[own]}`;
}

function describeServed(): string {
  const rows = served.map((endpoint) => [
    code(`${endpoint.method} ${endpoint.path}`),
    endpoint.scopes.map(code).join(' '),
    Object.keys(endpoint.answers).join(', '),
    compare(endpoint),
  ]);
  return table(['operation', 'any of these scopes', 'success', 'beside Auth0'], rows);
}

function describeOthers(): string {
  const others = auth0Operations.filter((one) => !served.some((endpoint) => isSameOperation(endpoint, one)));
  const groups = Map.groupBy(others, ({ path }) => path.split('/')[1] ?? '');
  const rows = [...groups].map(([group, all]) => [
    code(`/${group}`),
    String(all.length),
    all.length > 6 ? '' : all.map(({ method, path }) => code(`${method} ${path}`)).join(', '),
  ]);
  return table(['below', 'operations', 'which, where they are few'], rows);
}

/** endpoints.md: our Management API beside Auth0's. */
export function describeEndpoints(): string {
  return page(
    'Endpoints of the Management API',
    `All lie below \`/api/v2\`. Names, parameters and shapes are Auth0's, of its description of June 2026; what differs is named. Of Auth0's ${auth0Operations.length} operations, ${served.filter((endpoint) => auth0Operations.some((one) => isSameOperation(one, endpoint))).length} are here.`,
    describeServed(),
    '## Not here',
    'These answer as any address does that is not there: 404 in the shape of every error.',
    describeOthers(),
  );
}
