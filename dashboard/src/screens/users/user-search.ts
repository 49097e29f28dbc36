/** Search and page of the list, out of an address that anybody may have written. */
export function readUserSearch(search: Readonly<Record<string, unknown>>): { q?: string; page?: number } {
  const page = Number(search.page);
  // The router reads `123` in an address as a number.
  const q = typeof search.q === 'number' ? String(search.q) : search.q;
  return {
    ...(typeof q === 'string' && q.trim() !== '' && { q }),
    ...(Number.isInteger(page) && page > 0 && page < 40 && { page }),
  };
}
