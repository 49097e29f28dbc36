import type { KnownScope } from './provider.ts';

/** Permissions of Microsoft Graph, which need no prefix. https://learn.microsoft.com/en-us/graph/permissions-reference */
export const graphScopes: readonly KnownScope[] = [
  { option: 'basic_profile', label: 'See the basic profile' },
  { option: 'ext_profile', scope: 'User.Read', label: 'Read the whole profile' },
  // Groups arrive in the `groups` claim that the app registration emits; asking Graph would need an administrator's consent.
  { option: 'ext_groups', label: 'See the groups of the user' },
  { scope: 'offline_access', label: 'Keep access while the user is away' },
  { scope: 'Mail.Read', label: 'Read mail' },
  { scope: 'Mail.Send', label: 'Send mail' },
  { scope: 'Calendars.Read', label: 'Read calendars' },
  { scope: 'Calendars.ReadWrite', label: 'Read and write calendars' },
  { scope: 'Contacts.Read', label: 'Read contacts' },
  { scope: 'Files.Read', label: 'Read own files' },
  { scope: 'Files.ReadWrite.All', label: 'Read and write all files the user can use' },
  { scope: 'Sites.Read.All', label: 'Read SharePoint sites' },
  { scope: 'Team.ReadBasic.All', label: 'List teams' },
  { scope: 'GroupMember.Read.All', label: 'Read group memberships (needs an administrator)' },
];
