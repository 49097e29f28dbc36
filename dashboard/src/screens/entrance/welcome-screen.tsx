import { Alert, Button, EmptyState } from '@mantine/core';
import { IconLinkOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, Navigate } from '@tanstack/react-router';
import { useState } from 'react';
import { ApiError } from '../../api/api-error.ts';
import { call } from '../../api/call.ts';
import { QueryView } from '../../elements/query-view.tsx';
import { Entrance } from '../../layout/entrance.tsx';
import { useSession } from '../../session/session.ts';
import { AccountForm } from './account-form.tsx';
import { titleOf, wordsOf } from './invitation-words.ts';
import { takeToken } from './take-token.ts';

/** Where a one-time link leads: the first administrator, an invited one, or one who was locked out. */
export function WelcomeScreen() {
  const [token] = useState(takeToken);
  const { data: session } = useSession();
  const invitation = useQuery({
    queryKey: ['inspectInvitation', token],
    queryFn: () => call('inspectInvitation', { body: { token } }),
    enabled: token !== '',
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  if (session?.state === 'signed_in') return <Navigate to="/" replace />;
  const isGone = token === '' || (invitation.error instanceof ApiError && [400, 404].includes(invitation.error.status));
  if (isGone) {
    return (
      <Entrance title="This link is used up">
        <EmptyState
          icon={<IconLinkOff />}
          description="A link works once, and for a limited time. Ask whoever sent it for a new one, or run valetkey admin link on the server."
        >
          <EmptyState.Actions>
            <Button component={Link} to="/sign-in" variant="default">
              Sign in
            </Button>
          </EmptyState.Actions>
        </EmptyState>
      </Entrance>
    );
  }
  return (
    <Entrance title={titleOf(invitation.data)} description={wordsOf(invitation.data)}>
      <QueryView query={invitation}>
        {(invited) => (
          <>
            {invited.email !== undefined && <Alert>The link is for {invited.email} only.</Alert>}
            <AccountForm token={token} email={invited.email} />
          </>
        )}
      </QueryView>
    </Entrance>
  );
}
