export interface FieldSelection {
  readonly fields?: string | undefined;
  readonly include_fields?: boolean | undefined;
}

/** Keeps the listed root attributes, or leaves them out with `include_fields=false`. */
export function selectFields<T extends object>(
  object: T,
  { fields, include_fields: include = true }: FieldSelection,
): Partial<T> {
  if (fields === undefined) return object;
  const listed = new Set(fields.split(','));
  return Object.fromEntries(Object.entries(object).filter(([name]) => listed.has(name) === include)) as Partial<T>;
}

/** Tokens of identities that are left out of the answer are neither refreshed nor opened. */
export function wantsIdentities({ fields, include_fields: include = true }: FieldSelection): boolean {
  return fields === undefined || fields.split(',').includes('identities') === include;
}
