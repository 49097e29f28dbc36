/** Milliseconds: the answer of an IdP exists nowhere else, so a database that is away for a while is waited for. */
const patience = 30_000;
const pause = 100;

/** Does the write again and again until it succeeds; the last failure is thrown when patience ends. */
export async function storeStubbornly<T>(write: () => Promise<T>): Promise<T> {
  const until = performance.now() + patience;
  for (;;) {
    try {
      return await write();
    } catch (error) {
      if (performance.now() >= until) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}
