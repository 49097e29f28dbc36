import type { Locale } from './languages.ts';

/** "in 30 seconds", by the language's own rules for numbers. */
export function timeFromNow(seconds: number, locale: Locale): string {
  const format = new Intl.RelativeTimeFormat(locale);
  return seconds < 100 ? format.format(Math.ceil(seconds), 'second') : format.format(Math.ceil(seconds / 60), 'minute');
}
