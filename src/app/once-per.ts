/** Keys that are remembered; with more than these it begins anew. */
const most = 10_000;

/** Does something once for each key: what is met with every read must not fill the log. */
export function oncePer<T>(keyOf: (about: T) => string, work: (about: T) => void): (about: T) => void {
  const done = new Set<string>();
  return (about) => {
    const key = keyOf(about);
    if (done.has(key)) return;
    if (done.size >= most) done.clear();
    done.add(key);
    work(about);
  };
}
