/**
 * The pairs of a form, in order and with repetitions (application/x-www-form-urlencoded).
 * Node's parser takes time with the square of their number, so that is looked at before.
 * @returns undefined when there are more than `most`
 */
export function parseFormPairs(text: string, most: number): [string, string][] | undefined {
  let pairs = 1;
  for (let at = text.indexOf('&'); at !== -1; at = text.indexOf('&', at + 1)) {
    pairs += 1;
    if (pairs > most) return undefined;
  }
  return [...new URLSearchParams(text)];
}
