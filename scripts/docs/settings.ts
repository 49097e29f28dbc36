import { type Setting, settings } from '../../src/app/index.ts';
import { code, page, table } from './markdown.ts';

/** settings.md: the environment of `valetkey serve`. */
export function describeSettings(): string {
  const rows = Object.values<Setting<unknown>>(settings).map(({ name, description, fallback }) => [
    code(name),
    fallback === undefined ? 'none' : code(fallback),
    description,
  ]);
  return page(
    'Settings of the server',
    'Read from the environment by `valetkey serve`. All are checked before anything starts, and all problems are told together; a name that begins with `VALETKEY_` and is not known is a problem too.',
    table(['variable', 'when not set', 'meaning'], rows),
  );
}
