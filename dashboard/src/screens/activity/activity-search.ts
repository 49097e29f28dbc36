/** How many days are shown, out of an address that anybody may have written. */
export function readDays(search: Readonly<Record<string, unknown>>): { days?: number } {
  const days = Number(search.days);
  return [7, 14, 30].includes(days) ? { days } : {};
}
