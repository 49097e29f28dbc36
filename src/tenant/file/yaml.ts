import { createRequire } from 'node:module';
import type * as Yaml from 'yaml';

const load = createRequire(import.meta.url);

/** The YAML library, loaded when a file is read: a server that starts without one need not wait for it. */
export function yaml(): typeof Yaml {
  return load('yaml') as typeof Yaml;
}
