import { CloseButton, Select, SimpleGrid, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useState } from 'react';
import { ClientFilter } from './client-filter.tsx';
import type { LogSearch } from './log-search.ts';
import { logFilters } from './log-words.ts';

interface LogFiltersProps {
  readonly search: LogSearch;
  readonly onChange: (changes: LogSearch) => void;
}

/** What of the log is shown. */
export function LogFilters({ search, onChange }: LogFiltersProps) {
  const [text, setText] = useState(search.text ?? '');
  const [user, setUser] = useState(search.user ?? '');
  const later = useDebouncedCallback(onChange, 250);
  const type = (name: 'text' | 'user', set: (value: string) => void) => (value: string) => {
    set(value);
    later({ [name]: value.trim() });
  };
  const typeUser = type('user', setUser);
  const typeText = type('text', setText);
  const clear = (value: string, set: (value: string) => void, label: string) =>
    value !== '' && <CloseButton size="sm" aria-label={label} onClick={() => set('')} />;
  return (
    <SimpleGrid cols={{ base: 2, md: 4 }} spacing="sm">
      <Select
        label="Kind"
        placeholder="Everything"
        data={logFilters}
        value={search.kind ?? null}
        onChange={(kind) => onChange({ kind: kind ?? '' })}
        clearable
        clearButtonProps={{ 'aria-label': 'Show every kind' }}
      />
      <TextInput
        label="User ID"
        placeholder="github|1234"
        value={user}
        onChange={(event) => typeUser(event.currentTarget.value)}
        rightSection={clear(user, typeUser, 'Show all users')}
      />
      <ClientFilter client={search.client} onChange={(client) => onChange({ client })} />
      <TextInput
        label="Text in it"
        value={text}
        onChange={(event) => typeText(event.currentTarget.value)}
        rightSection={clear(text, typeText, 'Show all texts')}
      />
    </SimpleGrid>
  );
}
