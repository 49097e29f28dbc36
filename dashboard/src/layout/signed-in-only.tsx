import { Center, Container, Loader } from '@mantine/core';
import { Navigate, useRouterState } from '@tanstack/react-router';
import { FailureNotice } from '../elements/failure-notice.tsx';
import { useSession } from '../session/session.ts';
import { Shell } from './shell.tsx';

/** Screens behind the sign-in. Whoever's session ends comes back to where they were. */
export function SignedInOnly() {
  const session = useSession();
  const here = useRouterState({ select: ({ location }) => location.href });
  if (session.data?.state === 'signed_in') return <Shell />;
  if (session.data) return <Navigate to="/sign-in" search={here === '/' ? {} : { to: here }} replace />;
  if (session.error) {
    return (
      <Container size="xs" pt="10vh">
        <FailureNotice error={session.error} onRetry={() => void session.refetch()} />
      </Container>
    );
  }
  return (
    <Center h="100vh">
      <Loader role="status" aria-label="Loading" />
    </Center>
  );
}
