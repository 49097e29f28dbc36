import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { pinning } from '../measure/processors.ts';

function versionOf(name: string): string {
  const file = new URL(`../../node_modules/${name}/package.json`, import.meta.url);
  return `${name} ${(JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version}`;
}

const packages = ['fastify', 'jose', 'kysely', 'zod', 'oidc-provider', 'autocannon'];

/** Before the bench adds its own: whether the machine was quiet. */
const loadBefore = loadavg()[0] ?? 0;

/** Where and with what this was measured, in a sentence each. */
export function describeMachine(): string[] {
  const processors = cpus();
  const model = processors[0]?.model.trim() ?? 'unknown';
  const { node, v8, openssl, sqlite } = process.versions;
  return [
    `${processors.length} processors (${model}), ${Math.round(totalmem() / 2 ** 30)} GiB, ${type()} ${release()}.`,
    `Node ${node} (V8 ${v8}, OpenSSL ${openssl}, SQLite ${sqlite}), ${packages.map(versionOf).join(', ')}.`,
    `Load of other programs over the minute before: ${loadBefore.toFixed(1)}.`,
    pinning
      ? 'Servers run pinned to one processor, load generator and IdP on another.'
      : 'Nothing was pinned to a processor (no taskset): servers and load generator took time from each other.',
  ];
}
