import { Stack } from '@mantine/core';
import { useMay } from '../../../session/session.ts';
import { RefreshTokensSection } from './refresh-tokens-section.tsx';
import { SessionsSection } from './sessions-section.tsx';

/** Where a user is signed in, and which applications can go on without them. */
export function SessionsTab({ userId }: { readonly userId: string }) {
  const seesTokens = useMay('read:refresh_tokens');
  return (
    <Stack gap="lg">
      <SessionsSection userId={userId} />
      {seesTokens && <RefreshTokensSection userId={userId} />}
    </Stack>
  );
}
