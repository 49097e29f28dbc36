import type { Answer } from '../../api/contract.ts';

interface Step {
  readonly step: keyof Answer<'getOverview'>['steps'];
  readonly title: string;
  readonly words: string;
  readonly to: string;
  readonly action: string;
}

export const stepList: readonly Step[] = [
  {
    step: 'connection',
    title: 'Connect an identity provider',
    words: 'Where your users sign in, and whose tokens you want.',
    to: '/connections/new',
    action: 'Choose a provider',
  },
  {
    step: 'application',
    title: 'Make an application',
    words: 'What your users sign in to.',
    to: '/applications',
    action: 'Make one',
  },
  {
    step: 'sign_in',
    title: 'Try a sign-in',
    words: 'The quick start of your application has the code.',
    to: '/applications',
    action: 'Open quick start',
  },
  {
    step: 'token',
    title: "Get a user's token",
    words: 'A backend reads it at the Management API.',
    to: '/apis',
    action: 'Open APIs',
  },
];
