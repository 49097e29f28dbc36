import type { Plugin } from 'vite';
import * as contract from '../src/contract/index.ts';

const name = 'virtual:endpoints';

function isEndpoint(value: unknown): value is contract.Endpoint | contract.DashboardEndpoint {
  return typeof value === 'object' && value !== null && 'operationId' in value && 'answers' in value;
}

/** Method and address of each endpoint by the name under which the contract exports it. */
function tableOf(): Record<string, readonly [method: string, url: string]> {
  const named = Object.entries(contract).flatMap(([key, value]) => (isEndpoint(value) ? [[key, value] as const] : []));
  return Object.fromEntries(
    named.map(([key, endpoint]) => {
      const prefix = 'access' in endpoint ? '/dashboard/api' : '/dashboard/api/v2';
      return [key, [endpoint.method, `${prefix}${endpoint.path}`]];
    }),
  );
}

/**
 * Gives the browser what it needs of the contract to call it. With the schemas comes all of Zod, which is more than
 * half of what the first screen may weigh; the browser takes their types alone.
 */
export function endpointTable(): Plugin {
  return {
    name,
    resolveId: (source) => (source === name ? `\0${name}` : undefined),
    load: (id) => (id === `\0${name}` ? `export const endpoints = ${JSON.stringify(tableOf())};` : undefined),
  };
}
