import type { KnownScope } from './provider.ts';

/** https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps */
export const githubScopes: readonly KnownScope[] = [
  { option: 'profile', label: 'See the public profile' },
  { option: 'email', scope: 'user:email', label: 'See e-mail addresses' },
  { option: 'read_user', scope: 'read:user', label: 'See all profile data' },
  { option: 'follow', scope: 'user:follow', label: 'Follow and unfollow people' },
  { option: 'public_repo', scope: 'public_repo', label: 'Read and write public repositories' },
  { option: 'repo', scope: 'repo', label: 'Read and write public and private repositories' },
  { option: 'repo_deployment', scope: 'repo_deployment', label: 'Read and write deployment statuses' },
  { option: 'repo_status', scope: 'repo:status', label: 'Read and write commit statuses' },
  { option: 'delete_repo', scope: 'delete_repo', label: 'Delete repositories' },
  { option: 'notifications', scope: 'notifications', label: 'Read and mark notifications' },
  { option: 'gist', scope: 'gist', label: 'Write gists' },
  { option: 'read_repo_hook', scope: 'read:repo_hook', label: 'Read repository webhooks' },
  { option: 'write_repo_hook', scope: 'write:repo_hook', label: 'Read and write repository webhooks' },
  { option: 'admin_repo_hook', scope: 'admin:repo_hook', label: 'Read, write and delete repository webhooks' },
  { option: 'read_org', scope: 'read:org', label: 'Read organizations and teams' },
  { option: 'admin_org', scope: 'admin:org', label: 'Manage organizations and teams' },
  { option: 'read_public_key', scope: 'read:public_key', label: 'Read public SSH keys' },
  { option: 'write_public_key', scope: 'write:public_key', label: 'Add public SSH keys' },
  { option: 'admin_public_key', scope: 'admin:public_key', label: 'Manage public SSH keys' },
  { option: 'write_org', scope: 'write:org', label: 'Change organization membership' },
  { scope: 'workflow', label: 'Write Actions workflow files' },
  { scope: 'read:packages', label: 'Download packages' },
];
