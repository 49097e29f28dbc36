const digits = { time: 13, node: 7, sequence: 10 };

/** All digits, as Auth0's log ids; sorts by time, and for one node by sequence. */
export function makeLogId(time: number, node: number, sequence: number): string {
  const part = (value: number, length: number) => String(value).padStart(length, '0');
  return part(time, digits.time) + part(node, digits.node) + part(sequence, digits.sequence);
}

/** Milliseconds since 1970. */
export function timeOf(logId: string): number {
  return Number(logId.slice(0, digits.time));
}

/** Sorts before every entry of this time, and after every earlier one. */
export function firstLogId(time: number): string {
  return String(Math.max(0, time)).padStart(digits.time, '0');
}
