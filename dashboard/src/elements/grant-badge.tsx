import { Badge, Tooltip } from '@mantine/core';
import { type GrantState, grantStates } from './grant-states.ts';

/** How a grant is, in a word. */
export function GrantBadge({ state }: { readonly state: GrantState }) {
  const words = grantStates.find((one) => one.state === state);
  return (
    <Tooltip label={words?.meaning}>
      <Badge variant="dot" color={words?.color ?? 'gray'} tt="none" fw={550} tabIndex={0}>
        {words?.label ?? state}
      </Badge>
    </Tooltip>
  );
}
