import { Stack } from '@mantine/core';
import { Screen } from '../../elements/screen.tsx';
import { useIs, useMay } from '../../session/session.ts';
import { SigningKeys } from './signing-keys.tsx';
import { VaultKeys } from './vault-keys.tsx';

/** The keys that sign what this server issues, and those that seal what it keeps. */
export function KeysScreen() {
  const seesSigning = useMay('read:signing_keys');
  const seesVault = useIs('admin');
  return (
    <Screen title="Keys" description="What tokens are signed with, and what the tokens of IdPs are sealed with.">
      <Stack gap="lg">
        {seesSigning && <SigningKeys />}
        {seesVault && <VaultKeys />}
      </Stack>
    </Screen>
  );
}
