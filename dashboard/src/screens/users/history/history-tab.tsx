import { Stack } from '@mantine/core';
import { useMay } from '../../../session/session.ts';
import { UserLogs } from './user-logs.tsx';
import { UserTokenReads } from './user-token-reads.tsx';

/** What happened to a user, and who had their tokens. */
export function HistoryTab({ userId }: { readonly userId: string }) {
  const seesReads = useMay('read:logs');
  return (
    <Stack gap="lg">
      {seesReads && <UserTokenReads userId={userId} />}
      <UserLogs userId={userId} />
    </Stack>
  );
}
