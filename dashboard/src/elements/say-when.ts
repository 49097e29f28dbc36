const words = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

const steps = [
  { unit: 'second', seconds: 1, below: 60 },
  { unit: 'minute', seconds: 60, below: 3_600 },
  { unit: 'hour', seconds: 3_600, below: 86_400 },
  { unit: 'day', seconds: 86_400, below: 30 * 86_400 },
] as const;

/** `3 minutes ago`, `in 2 hours`; undefined when it is further away than a month. */
export function sayWhen(at: string, now: number = Date.now()): string | undefined {
  const seconds = (Date.parse(at) - now) / 1000;
  const step = steps.find(({ below }) => Math.abs(seconds) < below);
  return step && words.format(Math.trunc(seconds / step.seconds), step.unit);
}
