import { queryOptions, useQuery } from '@tanstack/react-query';
import { call, client } from '../api/call.ts';
import type { Answer } from '../api/contract.ts';
import { queryClient } from '../api/query-client.ts';

export type Session = Answer<'getDashboardSession'>;
export type SignedIn = Extract<Session, { state: 'signed_in' }>;

/** Who uses the dashboard. */
export const sessionQuery = queryOptions<Session, Error>({
  queryKey: ['session'],
  queryFn: async () => keepCsrfToken(await call('getDashboardSession', {})),
  staleTime: 60_000,
  refetchInterval: 5 * 60_000,
});

function keepCsrfToken(session: Session): Session {
  client.csrfToken = session.state === 'signed_in' ? session.csrf_token : undefined;
  return session;
}

/** After a sign-in, a sign-out, or an answer that says that the session is over. */
export function takeSession(session: Session): void {
  queryClient.setQueryData(sessionQuery.queryKey, keepCsrfToken(session));
  // What the one who is gone could see is not for the next.
  if (session.state === 'signed_out')
    queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
}

client.onSignedOut = () => takeSession({ state: 'signed_out', setup_needed: false });

export function useSession() {
  return useQuery(sessionQuery);
}

/** The session of a screen that is shown to nobody without one. */
export function useSignedIn(): SignedIn {
  const { data } = useSession();
  if (data?.state !== 'signed_in') throw new Error('This screen needs a session.');
  return data;
}

/** Whether the role allows any of these operations' scopes. */
export function useMay(...scopes: readonly string[]): boolean {
  const { data } = useSession();
  return data?.state === 'signed_in' && scopes.some((scope) => data.scopes.includes(scope));
}

/** Whether the administrator has one of these roles, for what the dashboard API allows by role. */
export function useIs(...roles: readonly SignedIn['administrator']['role'][]): boolean {
  const { data } = useSession();
  return data?.state === 'signed_in' && roles.includes(data.administrator.role);
}
