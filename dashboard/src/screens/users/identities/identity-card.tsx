import { Badge, Group, Stack, Text } from '@mantine/core';
import type { Identity, IdpGrant } from '../../../../../src/contract/index.ts';
import { GrantBadge } from '../../../elements/grant-badge.tsx';
import { Section } from '../../../elements/section.tsx';
import { GrantFacts } from './grant-facts.tsx';
import { GrantScopes } from './grant-scopes.tsx';
import { IdentityActions } from './identity-actions.tsx';

interface IdentityCardProps {
  readonly userId: string;
  readonly identity: Identity;
  /** The first, which names the user and cannot be unlinked. */
  readonly isMain: boolean;
  readonly grant: IdpGrant | undefined;
}

/** One account at an IdP. */
export function IdentityCard({ userId, identity, isMain, grant }: IdentityCardProps) {
  return (
    <Section
      title={identity.connection}
      description={`${identity.provider}|${identity.user_id}`}
      actions={
        <Group gap="xs">
          {isMain && (
            <Badge variant="default" tt="none" fw={500}>
              Main identity
            </Badge>
          )}
          {grant && <GrantBadge state={grant.state} />}
        </Group>
      }
    >
      <Stack gap="lg">
        {grant ? (
          <>
            <GrantFacts grant={grant} />
            <GrantScopes scopes={grant.scopes} />
          </>
        ) : (
          <Text size="sm" c="dimmed">
            No tokens of this account are kept.
          </Text>
        )}
        <IdentityActions userId={userId} identity={identity} isMain={isMain} grant={grant} />
      </Stack>
    </Section>
  );
}
