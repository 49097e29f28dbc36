import { MultiSelect } from '@mantine/core';
import { useApiAll } from '../../api/use-api.ts';
import { signsPeopleIn } from '../applications/kinds.ts';

interface ApplicationChoiceProps {
  readonly value?: string[];
  readonly onChange?: (clients: string[]) => void;
}

/** Applications that people sign in to, to choose some of. */
export function ApplicationChoice(props: ApplicationChoiceProps) {
  const clients = useApiAll('listClients', { query: { fields: 'client_id,name,app_type,global' } });
  const data = (clients.data?.clients ?? [])
    .filter(signsPeopleIn)
    .map(({ client_id = '', name = client_id }) => ({ value: client_id, label: name }));
  return (
    <MultiSelect
      label="Enabled applications"
      placeholder={data.length === 0 ? 'There is none yet' : 'Choose'}
      data={data}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': 'Choose none' }}
      {...props}
    />
  );
}
