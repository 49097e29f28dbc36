import { Stack, Table, Text, UnstyledButton } from '@mantine/core';
import type { LogEntry } from '../../../../src/contract/index.ts';
import { Moment } from '../../elements/moment.tsx';
import { LogLabel } from './log-label.tsx';
import classes from './log-table.module.css';
import { sayLog } from './log-words.ts';

interface LogTableProps {
  readonly entries: readonly LogEntry[];
  readonly onOpen: (entry: LogEntry) => void;
  readonly withoutUser?: boolean;
}

/** What went wrong; of what went well the name says enough. */
function findingOf({ type, description }: LogEntry): string | undefined {
  return sayLog(type).tone === 'bad' || type === 'w' ? description : undefined;
}

/** Entries of the tenant log. What stands in them came from anywhere, and is shown as text. */
export function LogTable({ entries, onOpen, withoutUser = false }: LogTableProps) {
  return (
    <Table layout="fixed" verticalSpacing="xs">
      <Table.Thead>
        <Table.Tr>
          <Table.Th w={{ base: 'auto', md: '42%' }}>What</Table.Th>
          {!withoutUser && <Table.Th visibleFrom="sm">User</Table.Th>}
          <Table.Th visibleFrom="md">Application</Table.Th>
          <Table.Th w={{ base: '7.5rem', sm: '9rem' }}>When</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {entries.map((entry) => (
          <Table.Tr key={entry.log_id}>
            <Table.Td>
              <Stack gap={0}>
                <UnstyledButton onClick={() => onOpen(entry)} className={classes.open}>
                  <LogLabel entry={entry} />
                </UnstyledButton>
                {findingOf(entry) !== undefined && (
                  <Text size="xs" c="dimmed" lineClamp={2} style={{ overflowWrap: 'anywhere' }}>
                    {findingOf(entry)}
                  </Text>
                )}
              </Stack>
            </Table.Td>
            {!withoutUser && (
              <Table.Td visibleFrom="sm">
                <Text size="sm" truncate>
                  {entry.user_name ?? entry.user_id}
                </Text>
              </Table.Td>
            )}
            <Table.Td visibleFrom="md">
              <Text size="sm" truncate>
                {entry.client_name ?? entry.client_id}
              </Text>
            </Table.Td>
            <Table.Td>
              <Moment at={entry.date} size="sm" />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
