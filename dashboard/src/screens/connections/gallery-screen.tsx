import { Card, EmptyState, Group, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { IconSearch, IconZoomQuestion } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useApi } from '../../api/use-api.ts';
import { QueryView } from '../../elements/query-view.tsx';
import { Screen } from '../../elements/screen.tsx';
import { ProviderIcon } from './provider-icon.tsx';
import { tokenWords } from './token-words.ts';

/** All providers, to choose from. */
export function GalleryScreen() {
  const providers = useApi('listProviders', {});
  const [search, setSearch] = useState('');
  return (
    <Screen
      title="Add a connection"
      description="A provider that is not among these is connected by OpenID Connect or Custom OAuth 2.0."
      back={{ to: '/connections', label: 'Connections' }}
    >
      <TextInput
        aria-label="Search providers"
        placeholder="Search providers"
        leftSection={<IconSearch size={16} />}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
        maw={420}
      />
      <QueryView query={providers}>
        {(all) => {
          const words = search.trim().toLowerCase();
          const shown = all.filter(({ label, strategy }) => `${label} ${strategy}`.toLowerCase().includes(words));
          if (shown.length === 0) {
            return (
              <EmptyState
                icon={<IconZoomQuestion />}
                title="No provider of this name"
                description="Take OpenID Connect, or Custom OAuth 2.0 when the provider has no discovery document."
              />
            );
          }
          return (
            <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }}>
              {shown.map((provider) => (
                <Card
                  key={provider.strategy}
                  component={Link}
                  to={`/connections/new/${provider.strategy}`}
                  padding="md"
                >
                  <Group wrap="nowrap" align="flex-start">
                    <ProviderIcon strategy={provider.strategy} />
                    <Stack gap={2}>
                      <Text fw={550} c="var(--mantine-color-text)">
                        {provider.label}
                      </Text>
                      <Text size="sm" c="dimmed">
                        {tokenWords(provider)}
                      </Text>
                    </Stack>
                  </Group>
                </Card>
              ))}
            </SimpleGrid>
          );
        }}
      </QueryView>
    </Screen>
  );
}
