import { ColorSwatch, Group, Text, Tooltip } from '@mantine/core';
import { type GrantState, grantStates } from './grant-states.ts';

/** Each state of a grant with its number and, on hovering, its meaning. */
export function GrantLegend({ counts }: { readonly counts: Readonly<Record<GrantState, number>> }) {
  return grantStates.map(({ state, label, color, meaning }) => (
    <Tooltip key={state} label={meaning}>
      <Group gap={6} wrap="nowrap">
        <ColorSwatch color={`var(--mantine-color-${color.replace('.', '-')})`} size={10} withShadow={false} />
        <Text size="sm">
          {label}{' '}
          <Text span fw={620} inherit>
            {counts[state]}
          </Text>
        </Text>
      </Group>
    </Tooltip>
  ));
}
