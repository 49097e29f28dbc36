import { Center, Container, Loader } from '@mantine/core';
import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { FailureNotice } from '../elements/failure-notice.tsx';
import { useSession } from '../session/session.ts';
import { Shell } from './shell.tsx';

/** Screens behind the sign-in. Whoever's session ends comes back to where they were. */
export function SignedInOnly() {
  const session = useSession();
  const router = useRouter();
  const isSignedOut = session.data?.state === 'signed_out';
  // Once, and not with every render: on the way to the sign-in page the address is another already.
  useEffect(() => {
    if (!isSignedOut) return;
    const { href } = router.state.location;
    void router.navigate({ to: '/sign-in', search: href === '/' ? {} : { to: href }, replace: true });
  }, [isSignedOut, router]);
  if (session.data?.state === 'signed_in') return <Shell />;
  if (session.error && !session.data) {
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
