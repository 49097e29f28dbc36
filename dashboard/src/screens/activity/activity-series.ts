import type { Answer } from '../../api/contract.ts';

export type Activity = Answer<'getActivity'>;
export type Day = Activity['days'][number];
export type Counted = Exclude<keyof Day, 'date'>;

interface Series {
  readonly name: Counted;
  readonly label: string;
  /** Has a contrast of 3 to 1 at least on the light ground and on the dark one (WCAG 2.2, 1.4.11). */
  readonly color: string;
}

export interface ActivityChart {
  readonly title: string;
  readonly description: string;
  readonly series: readonly Series[];
}

export const activityCharts: readonly ActivityChart[] = [
  {
    title: 'Sign-ins',
    description: 'Of users, through all connections.',
    series: [
      { name: 'sign_ins', label: 'Sign-ins', color: 'verdigris.5' },
      { name: 'failed_sign_ins', label: 'Failed', color: 'red.5' },
    ],
  },
  {
    title: 'Token reads',
    description: 'How often backends read the tokens of a user.',
    series: [{ name: 'token_reads', label: 'Token reads', color: 'blue.6' }],
  },
  {
    title: 'Refreshes',
    description: 'How often IdPs were asked for a new token.',
    series: [
      { name: 'refreshes', label: 'Refreshes', color: 'verdigris.5' },
      { name: 'failed_refreshes', label: 'Failed', color: 'red.5' },
    ],
  },
];

export const counted: readonly { readonly name: Counted; readonly label: string }[] = [
  { name: 'sign_ins', label: 'Sign-ins' },
  { name: 'failed_sign_ins', label: 'Failed sign-ins' },
  { name: 'token_reads', label: 'Token reads' },
  { name: 'refreshes', label: 'Refreshes' },
  { name: 'failed_refreshes', label: 'Failed refreshes' },
];

export function totalOf(days: readonly Day[], name: Counted): number {
  return days.reduce((sum, day) => sum + day[name], 0);
}

export function isQuiet({ days }: Activity): boolean {
  return counted.every(({ name }) => totalOf(days, name) === 0);
}

const format = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });

/** `27 Nov` */
export function sayDay(date: string): string {
  return format.format(new Date(date));
}
