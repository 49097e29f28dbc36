import { Badge, Group, Stack, Text } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import type { IdpGrant } from '../../../../../src/contract/index.ts';

/** What the user allowed, and what was asked for and not given. */
export function GrantScopes({ scopes: { granted, missing } }: { readonly scopes: IdpGrant['scopes'] }) {
  return (
    <Stack gap={6}>
      <Text size="xs" c="dimmed">
        Scopes
      </Text>
      {granted.length + missing.length === 0 && <Text size="sm">None that the IdP tells of.</Text>}
      <Group gap={6} component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
        {granted.map((scope) => (
          <li key={scope}>
            <Badge variant="default" tt="none" fw={500} leftSection={<IconCheck size={12} aria-hidden />}>
              {scope}
            </Badge>
          </li>
        ))}
        {missing.map((scope) => (
          <li key={scope}>
            <Badge
              variant="outline"
              color="orange"
              c="var(--mantine-color-text)"
              tt="none"
              fw={500}
              leftSection={<IconX size={12} aria-hidden />}
            >
              {scope}, not given
            </Badge>
          </li>
        ))}
      </Group>
    </Stack>
  );
}
