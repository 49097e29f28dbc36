import { Alert, Stack } from '@mantine/core';
import { useApi } from '../../api/use-api.ts';
import { QueryView } from '../../elements/query-view.tsx';
import { Section } from '../../elements/section.tsx';
import { VaultKeyTable } from './vault-key-table.tsx';
import { VaultRotation } from './vault-rotation.tsx';

/** The key-encryption keys: they are on the nodes and never in the database. */
export function VaultKeys() {
  const keys = useApi('getVaultKeys', {});
  return (
    <Section
      title="Vault keys"
      description="Everything secret in the database is sealed under one of these. They come from the server's settings, and are shown here by their ids alone."
    >
      <QueryView query={keys}>
        {({ keys: list, unknown }) => (
          <Stack gap="lg">
            {unknown > 0 && (
              <Alert color="red" title="Damaged values">
                {unknown} values are sealed under a key that was never here, and cannot be opened.
              </Alert>
            )}
            <VaultKeyTable keys={list} />
            <VaultRotation keys={list} />
          </Stack>
        )}
      </QueryView>
    </Section>
  );
}
