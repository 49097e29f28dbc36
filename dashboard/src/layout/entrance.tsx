import { Card, Container, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import { Brand } from './brand.tsx';

interface EntranceProps {
  readonly title: string;
  readonly description?: ReactNode;
  readonly children: ReactNode;
}

/** The frame of what is shown before a session: sign-in and welcome. */
export function Entrance({ title, description, children }: EntranceProps) {
  useEffect(() => {
    document.title = `${title} · Valetkey`;
  }, [title]);
  return (
    <Container size={460} py={{ base: 'xl', sm: '12vh' }} component="main">
      <Stack gap="xl">
        <Brand />
        <Card padding="xl">
          <Stack gap="lg">
            <Stack gap={4}>
              <Title order={1}>{title}</Title>
              {description !== undefined && <Text c="dimmed">{description}</Text>}
            </Stack>
            {children}
          </Stack>
        </Card>
      </Stack>
    </Container>
  );
}
