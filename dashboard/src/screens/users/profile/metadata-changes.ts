type Metadata = Readonly<Record<string, unknown>>;

/** Reads what was typed: an object, or why it is none. */
export function readMetadata(text: string): Metadata | undefined {
  try {
    const value: unknown = JSON.parse(text.trim() === '' ? '{}' : text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Metadata) : undefined;
  } catch {
    return undefined;
  }
}

/** What to send so that `before` becomes `after`: the API merges at the first level, where null takes a member away. */
export function metadataChanges(before: Metadata, after: Metadata): Metadata | undefined {
  const gone = Object.keys(before).filter((name) => !Object.hasOwn(after, name));
  const changed = Object.entries(after).filter(
    ([name, value]) => JSON.stringify(before[name]) !== JSON.stringify(value),
  );
  if (gone.length === 0 && changed.length === 0) return undefined;
  return Object.fromEntries([...changed, ...gone.map((name) => [name, null])]);
}
