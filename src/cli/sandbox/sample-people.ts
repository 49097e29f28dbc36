/** Who can sign in at the sandbox IdPs. Nobody here has a password. */
export interface SamplePerson {
  /** Subject at the strict IdP, and login at the GitHub-shaped one. */
  readonly id: string;
  readonly name: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly email: string;
  readonly locale: string;
  readonly work: string;
  readonly appointments: readonly { readonly title: string; readonly start: string; readonly end: string }[];
}

export const samplePeople: readonly SamplePerson[] = [
  {
    id: 'ada-lovelace',
    name: 'Ada Lovelace',
    givenName: 'Ada',
    familyName: 'Lovelace',
    email: 'ada.lovelace@example.com',
    locale: 'en-GB',
    work: 'Analytical Engine, programs',
    appointments: [
      { title: 'Bernoulli numbers, note G', start: '2026-12-10T09:00:00Z', end: '2026-12-10T11:00:00Z' },
      { title: 'Tea with Charles Babbage', start: '2026-12-10T15:00:00Z', end: '2026-12-10T16:00:00Z' },
    ],
  },
  {
    id: 'alan-turing',
    name: 'Alan Turing',
    givenName: 'Alan',
    familyName: 'Turing',
    email: 'alan.turing@example.com',
    locale: 'en-GB',
    work: 'Hut 8, cryptanalysis',
    appointments: [
      { title: 'Long run to the railway station', start: '2026-12-11T06:30:00Z', end: '2026-12-11T07:30:00Z' },
      { title: 'Halting problem, reading group', start: '2026-12-11T10:00:00Z', end: '2026-12-11T11:30:00Z' },
    ],
  },
  {
    id: 'grace-hopper',
    name: 'Grace Hopper',
    givenName: 'Grace',
    familyName: 'Hopper',
    email: 'grace.hopper@example.com',
    locale: 'en-US',
    work: 'Compilers',
    appointments: [
      { title: 'Moth hunt in relay 70', start: '2026-12-09T13:00:00Z', end: '2026-12-09T14:00:00Z' },
      { title: 'What a nanosecond looks like', start: '2026-12-09T16:00:00Z', end: '2026-12-09T17:00:00Z' },
    ],
  },
];

/** By id, name or e-mail address, in any case. */
export function findSamplePerson(hint: string): SamplePerson | undefined {
  const wanted = hint.trim().toLowerCase();
  return samplePeople.find((person) =>
    [person.id, person.name, person.email].some((it) => it.toLowerCase() === wanted),
  );
}

/** A drawn portrait as a data URL: the sandbox must not fetch anything from elsewhere. */
export function samplePicture(person: SamplePerson): string {
  const hue = (samplePeople.indexOf(person) * 97 + 210) % 360;
  const initials = `${person.givenName[0]}${person.familyName[0]}`;
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" rx="32" fill="hsl(${hue} 45% 42%)"/>` +
    `<text x="32" y="41" text-anchor="middle" font-family="sans-serif" font-size="24" fill="#fff">${initials}</text></svg>`;
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
}
