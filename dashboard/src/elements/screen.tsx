import { Group, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import { BackLink } from './back-link.tsx';

interface ScreenProps {
  readonly title: string;
  readonly description?: ReactNode;
  /** Beside the title: what this thing is called elsewhere, or how it is. */
  readonly badge?: ReactNode;
  readonly back?: { readonly to: string; readonly label: string };
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** What every screen has: its heading, what can be done with the whole, and the title of the window. */
export function Screen({ title, description, badge, back, actions, children }: ScreenProps) {
  useEffect(() => {
    document.title = `${title} · Valetkey`;
  }, [title]);
  return (
    <Stack gap="xl">
      <Stack gap="xs">
        {back && <BackLink {...back} />}
        <Group justify="space-between" align="flex-start" gap="md">
          <Stack gap={4} flex="1 1 20rem" miw={0}>
            <Group gap="sm">
              <Title order={1} style={{ overflowWrap: 'anywhere' }}>
                {title}
              </Title>
              {badge}
            </Group>
            {description !== undefined && (
              <Text c="dimmed" maw="44rem">
                {description}
              </Text>
            )}
          </Stack>
          {actions && <Group gap="sm">{actions}</Group>}
        </Group>
      </Stack>
      {children}
    </Stack>
  );
}
