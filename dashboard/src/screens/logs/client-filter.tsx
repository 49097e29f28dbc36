import { Select, TextInput } from '@mantine/core';
import { useApiList } from '../../api/use-api.ts';
import { useMay } from '../../session/session.ts';

interface ClientFilterProps {
  readonly client: string | undefined;
  readonly onChange: (client: string) => void;
}

/** An application by its name; by its id for those who may not see the list of them. */
export function ClientFilter({ client, onChange }: ClientFilterProps) {
  const mayList = useMay('read:clients');
  const query = { per_page: '100', fields: 'client_id,name' };
  const clients = useApiList('listClients', { query }, { enabled: mayList });
  if (!mayList) {
    return (
      <TextInput
        label="Client ID"
        defaultValue={client}
        onBlur={(event) => onChange(event.currentTarget.value.trim())}
        flex="1 1 11rem"
      />
    );
  }
  const data = (clients.data ?? []).map(({ client_id, name }) => ({
    value: client_id ?? '',
    label: name ?? client_id ?? '',
  }));
  const isListed = client === undefined || data.some(({ value }) => value === client);
  return (
    <Select
      label="Application"
      placeholder="All"
      data={isListed ? data : [...data, { value: client, label: client }]}
      value={client ?? null}
      onChange={(value) => onChange(value ?? '')}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': 'Show all applications' }}
      flex="1 1 11rem"
    />
  );
}
