import type { Client } from '../applications/kinds.ts';

/** Whether an application may get tokens without a user. */
export function callsByItself({ grant_types }: Client): boolean {
  return !Array.isArray(grant_types) || grant_types.includes('client_credentials');
}

/** The scope that opens the tokens of IdPs. */
export const tokenScope = 'read:user_idp_tokens';
