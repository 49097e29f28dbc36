import type { Provider, SetUpOption } from './provider.ts';

const client: readonly SetUpOption[] = [
  {
    name: 'client_id',
    label: 'Client ID',
    type: 'text',
    required: true,
    hint: 'As the provider shows it for your application; some call it application ID or app ID.',
  },
  {
    name: 'client_secret',
    label: 'Client secret',
    type: 'secret',
    required: true,
    hint: 'Sealed as soon as it is here.',
  },
];

/** What a connection to this provider has to be told, in the order of a form. */
export function setUpOptions({ setUp = [] }: Provider): readonly SetUpOption[] {
  // Where the provider is stands before who we are there.
  return [...setUp.filter(({ required }) => required), ...client, ...setUp.filter(({ required }) => !required)];
}
