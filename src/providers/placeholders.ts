const placeholder = /\{([A-Za-z_]+)\}/g;

export function placeholdersIn(template: string): string[] {
  return [...template.matchAll(placeholder)].map((match) => match[1] as string);
}

/** Fills `{name}`; undefined when a value is missing. Values are percent-encoded: none can add a path, a query or a host. */
export function fillPlaceholders(template: string, values: Readonly<Record<string, unknown>>): string | undefined {
  const known = (name: string) => typeof values[name] === 'string' && values[name] !== '';
  if (!placeholdersIn(template).every(known)) return undefined;
  return template.replace(placeholder, (_, name: string) => encodeURIComponent(String(values[name])));
}
