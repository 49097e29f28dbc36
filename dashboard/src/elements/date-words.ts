const format = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** A moment in the words and the time zone of whoever looks. */
export function dateWords(moment: string | undefined): string {
  return moment === undefined ? 'Never' : format.format(new Date(moment));
}
