import { Button, Table } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useApi } from '../../api/use-api.ts';
import { useChange } from '../../api/use-change.ts';
import { QueryView } from '../../elements/query-view.tsx';
import { Section } from '../../elements/section.tsx';
import { useMay } from '../../session/session.ts';
import { RotationWords } from './rotation-words.tsx';
import { SigningKeyRow } from './signing-key-row.tsx';

/** The keys behind the signatures of access tokens and ID tokens. */
export function SigningKeys() {
  const keys = useApi('listSigningKeys', {});
  const mayChange = useMay('update:signing_keys');
  const rotate = useChange('rotateSigningKeys', { done: 'The next key signs now' });
  const ask = () =>
    modals.openConfirmModal({
      title: 'Rotate the signing key?',
      children: <RotationWords />,
      labels: { confirm: 'Rotate', cancel: 'Cancel' },
      onConfirm: () => rotate.mutate({}),
    });
  return (
    <Section
      title="Signing keys"
      description="Access tokens and ID tokens of this server are signed with the current key. Applications find all of them at /.well-known/jwks.json."
      actions={
        mayChange && (
          <Button onClick={ask} loading={rotate.isPending}>
            Rotate
          </Button>
        )
      }
    >
      <QueryView query={keys}>
        {(list) => (
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Key</Table.Th>
                <Table.Th visibleFrom="sm">Since</Table.Th>
                <Table.Th visibleFrom="md">Until</Table.Th>
                {mayChange && <Table.Th aria-label="Actions" />}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {list.map((key) => (
                <SigningKeyRow key={key.kid} signingKey={key} mayChange={mayChange} />
              ))}
            </Table.Tbody>
          </Table>
        )}
      </QueryView>
    </Section>
  );
}
