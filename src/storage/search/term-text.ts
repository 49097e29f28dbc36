import { createHash } from 'node:crypto';

/** Fields that are compared without regard to case, as in Auth0. */
const foldedFields: ReadonlySet<string> = new Set([
  'email',
  'email.domain',
  'name',
  'given_name',
  'family_name',
  'nickname',
]);

/** Characters of a value that are kept as they are: beginnings can be searched for up to here. */
export const longestBeginning = 128;

function cut(text: string): string {
  if (text.length <= longestBeginning) return text;
  const digest = createHash('sha256').update(text).digest('base64url');
  // What is left after the cut may be half a character.
  return `${text.slice(0, longestBeginning).toWellFormed()}\u0001${digest}`;
}

/** Letters as this field is compared. */
export function foldText(field: string, text: string): string {
  const wellFormed = text.toWellFormed();
  return foldedFields.has(field) ? wellFormed.toLowerCase() : wellFormed;
}

/** A whole value as it is kept and looked up. A long one is a beginning and a digest, so that it is still exact. */
export function toTermValue(field: string, text: string): string {
  return cut(foldText(field, text));
}

/** Where the numbers of a field stand, in an order that text has. */
export function numberField(field: string): string {
  return `#${field}`;
}

/** Text that sorts as the numbers do: the bits of the double, negative ones turned round. */
export function toSortableNumber(value: number): string {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value === 0 ? 0 : value);
  const bits = view.getBigUint64(0);
  const sign = 1n << 63n;
  const ordered = bits & sign ? ~bits & ((1n << 64n) - 1n) : bits | sign;
  return ordered.toString(16).padStart(16, '0');
}
