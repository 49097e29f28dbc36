const started = performance.now();

/** A line on standard error: standard output holds the results alone. */
export function showProgress(text: string): void {
  const seconds = ((performance.now() - started) / 1000).toFixed(0).padStart(4);
  process.stderr.write(`${seconds} s  ${text}\n`);
}
