import { Group, Progress, Text, Tooltip } from '@mantine/core';
import type { Answer } from '../../api/contract.ts';
import { GrantLegend } from '../../elements/grant-legend.tsx';
import { grantStates } from '../../elements/grant-states.ts';
import { Section } from '../../elements/section.tsx';

/** How the users' grants at the IdPs are, all in one line. */
export function GrantsCard({ grants }: { readonly grants: Answer<'getOverview'>['grants'] }) {
  const total = Object.values(grants).reduce((sum, count) => sum + count, 0);
  return (
    <Section
      title="Grants at identity providers"
      description="Each is a user's permission, with the tokens that came of it."
    >
      {total === 0 ? (
        <Text size="sm" c="dimmed">
          There is none yet. The first comes with the first sign-in.
        </Text>
      ) : (
        <>
          <Progress.Root size="lg" aria-hidden>
            {grantStates.map(({ state, label, color }) => (
              <Tooltip key={state} label={`${label}: ${grants[state]}`}>
                <Progress.Section value={(grants[state] / total) * 100} color={color} withAria={false} />
              </Tooltip>
            ))}
          </Progress.Root>
          <Group gap="lg">
            <GrantLegend counts={grants} />
          </Group>
        </>
      )}
    </Section>
  );
}
