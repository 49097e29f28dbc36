import { Badge, Button, Code, Group, Stack, Table, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useChange } from '../../api/use-change.ts';
import { Moment } from '../../elements/moment.tsx';
import { TypedConfirmation } from '../../elements/typed-confirmation.tsx';
import { dangerText } from '../../theme.ts';
import { type SigningKey, stateOf } from './signing-key-state.ts';

interface SigningKeyRowProps {
  readonly signingKey: SigningKey;
  readonly mayChange: boolean;
}

/** One signing key. A previous one can be ended before its time, when it was seen by somebody. */
export function SigningKeyRow({ signingKey, mayChange }: SigningKeyRowProps) {
  const { kid, current_since, current_until, revoked_at, revoked, previous, next } = signingKey;
  const { label, color, words } = stateOf(signingKey);
  const [asked, { open, close }] = useDisclosure(false);
  const revoke = useChange('revokeSigningKey', { done: 'The key is revoked', onDone: close });
  return (
    <Table.Tr>
      <Table.Td>
        <Stack gap={4}>
          <Group gap="xs">
            <Badge variant="dot" color={color}>
              {label}
            </Badge>
            <Code>{kid}</Code>
          </Group>
          <Text size="xs" c="dimmed">
            {words}
          </Text>
        </Stack>
      </Table.Td>
      <Table.Td visibleFrom="sm">
        <Moment at={current_since} never="Not yet" />
      </Table.Td>
      <Table.Td visibleFrom="md">
        <Moment at={revoked_at ?? current_until} never={next ? 'Not yet' : 'Until it is rotated'} />
      </Table.Td>
      {mayChange && (
        <Table.Td ta="right">
          {previous && !revoked && (
            <Button size="xs" variant="default" c={dangerText} onClick={open} aria-label={`Revoke ${kid}`}>
              Revoke
            </Button>
          )}
          <TypedConfirmation
            opened={asked}
            onClose={close}
            title="Revoke this key?"
            word="revoke"
            action="Revoke"
            pending={revoke.isPending}
            onConfirm={() => revoke.mutate({ params: { kid } })}
          >
            Every token that it signed is refused within a second, on every node. Applications get new ones with their
            refresh tokens or by a sign-in. It cannot be undone.
          </TypedConfirmation>
        </Table.Td>
      )}
    </Table.Tr>
  );
}
