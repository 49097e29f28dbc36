import { Button, Checkbox, Group, ScrollArea, Stack, Text, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';

export interface ScopeChoice {
  readonly value: string;
  /** What it allows. */
  readonly description?: string | undefined;
  /** It comes with every sign-in, or the role may not change it. */
  readonly fixed?: boolean;
}

interface ScopeListProps {
  readonly label: string;
  readonly scopes: readonly ScopeChoice[];
  readonly chosen: readonly string[];
  readonly disabled?: boolean;
  readonly onChange: (chosen: string[]) => void;
}

/** From this many on, a list is searched rather than read. */
const longList = 12;

/** Scopes as a check-list that says what each allows. */
export function ScopeList({ label, scopes, chosen, disabled = false, onChange }: ScopeListProps) {
  const [search, setSearch] = useState('');
  const words = search.toLowerCase();
  const shown = scopes.filter(({ value, description = '' }) => `${value} ${description}`.toLowerCase().includes(words));
  const free = shown.filter(({ fixed }) => !fixed).map(({ value }) => value);
  return (
    <Stack gap="sm">
      {scopes.length > longList && (
        <Group gap="sm">
          <TextInput
            flex="1 1 12rem"
            aria-label={`Search ${label}`}
            placeholder="Search"
            leftSection={<IconSearch size={16} />}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
          />
          <Button variant="default" disabled={disabled} onClick={() => onChange([...new Set([...chosen, ...free])])}>
            All
          </Button>
          <Button
            variant="default"
            disabled={disabled}
            onClick={() => onChange(chosen.filter((scope) => !free.includes(scope)))}
          >
            None
          </Button>
        </Group>
      )}
      <Checkbox.Group label={label} value={[...chosen]} onChange={onChange}>
        <ScrollArea.Autosize mah={360} mt="xs" type="auto">
          <Stack gap="sm" p={4}>
            {shown.map(({ value, description, fixed = false }) => (
              <Checkbox
                key={value}
                value={value}
                disabled={disabled || fixed}
                label={description ?? value}
                description={description === undefined ? undefined : value}
              />
            ))}
            {shown.length === 0 && (
              <Text size="sm" c="dimmed">
                No scope contains this.
              </Text>
            )}
          </Stack>
        </ScrollArea.Autosize>
      </Checkbox.Group>
    </Stack>
  );
}
