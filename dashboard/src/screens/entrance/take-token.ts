let taken: string | undefined;

/** The token behind the # of the link. It leaves the address bar at once, and so the history and every screenshot. */
export function takeToken(): string {
  const found = location.hash.slice(1);
  if (found !== '') {
    taken = found;
    history.replaceState(history.state, '', location.pathname);
  }
  return taken ?? '';
}
