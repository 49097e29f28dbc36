import { type Branding, branding } from '../../contract/index.ts';
import { type Entry, isObject, omit } from '../changes/entries.ts';
import type { Report } from '../changes/report.ts';
import { readEntry } from './entries.ts';

/** Pages of the operator's own are made of templates at Auth0; here there are none. */
const notHere = ['templates'];

export function readBranding(value: unknown, report: Report): Entry<Branding> | undefined {
  if (value === undefined || value === null) return undefined;
  if (isObject(value) && Object.hasOwn(value, 'templates')) {
    report.warn(['branding', 'templates'], 'no such feature here: ignored');
  }
  // An export has empty text for an address that is not set.
  const given = isObject(value) ? omit(value, [...notHere, ...emptyMembers(value)]) : value;
  return readEntry(['branding'], branding, given, report);
}

function emptyMembers(value: object): string[] {
  return Object.entries(value).flatMap(([name, member]) => (member === '' ? [name] : []));
}
