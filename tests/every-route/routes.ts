import { type Endpoint, endpoints, type Method } from '../../src/contract/index.ts';

export const allEndpoints: readonly Endpoint[] = endpoints;

/** The path below /api/v2 with something in each place. */
export function fillPath(path: string, value = 'x'): string {
  return path.replaceAll(/\{\w+\}/g, value);
}

export const methodsByPath: ReadonlyMap<string, readonly Method[]> = new Map(
  [...Map.groupBy(allEndpoints, ({ path }) => path)].map(([path, all]) => [path, all.map(({ method }) => method)]),
);

export const nameOf = ({ method, path }: Endpoint) => `${method} ${path}`;
export const named = allEndpoints.map((endpoint) => [nameOf(endpoint), endpoint] as const);
