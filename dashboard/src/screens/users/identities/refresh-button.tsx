import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconRefresh } from '@tabler/icons-react';
import type { Answer, Input } from '../../../api/contract.ts';
import { useChange } from '../../../api/use-change.ts';

const outcomes: Readonly<Record<Answer<'refreshIdpGrant'>['result'], { message: string; color?: string }>> = {
  refreshed: { message: 'Refreshed: the IdP gave a new token' },
  unavailable: { message: 'The IdP cannot be asked right now', color: 'yellow' },
  needs_reauthorization: { message: 'Only a new sign-in of the user brings this grant back', color: 'red' },
};

interface RefreshButtonProps {
  readonly params: Input<'refreshIdpGrant'>['params'];
  readonly refreshable: boolean;
}

/** Has the IdP asked for a new token now. */
export function RefreshButton({ params, refreshable }: RefreshButtonProps) {
  const refresh = useChange('refreshIdpGrant', { onDone: ({ result }) => notifications.show(outcomes[result]) });
  if (!refreshable) return null;
  return (
    <Button
      size="xs"
      variant="default"
      leftSection={<IconRefresh size={16} aria-hidden />}
      loading={refresh.isPending}
      onClick={() => refresh.mutate({ params, body: {} })}
    >
      Refresh now
    </Button>
  );
}
