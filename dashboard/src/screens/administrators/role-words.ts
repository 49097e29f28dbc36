import type { SignedIn } from '../../session/session.ts';

export type Role = SignedIn['administrator']['role'];

/** What each role may do. */
export const roleWords: readonly { readonly value: Role; readonly label: string; readonly words: string }[] = [
  { value: 'admin', label: 'Admin', words: 'Everything, administrators and keys included.' },
  { value: 'editor', label: 'Editor', words: 'Connections, applications, APIs and users, with their secrets.' },
  { value: 'viewer', label: 'Viewer', words: 'Looks at everything but secrets.' },
  { value: 'support', label: 'Support', words: 'Helps users with their sessions and grants. Never sees a token.' },
];
