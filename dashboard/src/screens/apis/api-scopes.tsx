import { ActionIcon, Button, Code, Group, ScrollArea, Table, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconSearch, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useChange } from '../../api/use-change.ts';
import { Section } from '../../elements/section.tsx';
import { useMay } from '../../session/session.ts';
import { type Api, pathOf } from './api.ts';

/** What tokens of this API can be allowed. */
export function ApiScopes({ api }: { readonly api: Api }) {
  const mayChange = useMay('update:resource_servers') && !api.is_system;
  const [search, setSearch] = useState('');
  const change = useChange('updateResourceServer', { done: 'Saved' });
  const form = useForm({
    initialValues: { value: '', description: '' },
    validate: {
      value: (value) => (api.scopes.some((scope) => scope.value === value) ? 'It is there already' : null),
    },
  });
  const save = (scopes: Api['scopes']) => change.mutateAsync({ params: pathOf(api), body: { scopes } });
  const words = search.toLowerCase();
  const shown = api.scopes.filter((scope) => `${scope.value} ${scope.description ?? ''}`.toLowerCase().includes(words));
  return (
    <Section
      title="Scopes"
      description={
        api.is_system
          ? 'Those of the Management API are given. Which of them a backend may have is set under Machine to Machine.'
          : 'What an application can ask for, and a user or an operator allow.'
      }
    >
      {mayChange && (
        <form onSubmit={form.onSubmit((scope) => void save([...api.scopes, scope]).then(form.reset, () => undefined))}>
          <Group align="flex-end">
            <TextInput label="Scope" placeholder="read:orders" required {...form.getInputProps('value')} />
            <TextInput
              label="What it allows"
              placeholder="See orders"
              flex="1 1 14rem"
              {...form.getInputProps('description')}
            />
            <Button type="submit" loading={change.isPending}>
              Add
            </Button>
          </Group>
        </form>
      )}
      {api.scopes.length > 12 && (
        <TextInput
          aria-label="Search scopes"
          placeholder="Search"
          leftSection={<IconSearch size={16} />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
      )}
      {shown.length === 0 ? (
        <Text size="sm">{api.scopes.length === 0 ? 'There is none yet.' : 'No scope contains this.'}</Text>
      ) : (
        <ScrollArea.Autosize mah={560} viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': 'Scopes' }}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Scope</Table.Th>
                <Table.Th>What it allows</Table.Th>
                {mayChange && <Table.Th aria-label="Remove" />}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {shown.map(({ value, description }) => (
                <Table.Tr key={value}>
                  <Table.Td>
                    <Code>{value}</Code>
                  </Table.Td>
                  <Table.Td>{description}</Table.Td>
                  {mayChange && (
                    <Table.Td align="right">
                      <ActionIcon
                        variant="subtle"
                        color="gray"
                        aria-label={`Remove ${value}`}
                        loading={change.isPending}
                        onClick={() =>
                          void save(api.scopes.filter((scope) => scope.value !== value)).catch(() => undefined)
                        }
                      >
                        <IconTrash size={18} />
                      </ActionIcon>
                    </Table.Td>
                  )}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollArea.Autosize>
      )}
    </Section>
  );
}
