import { Drawer, Stack } from '@mantine/core';
import type { LogEntry } from '../../../../src/contract/index.ts';
import { Facts } from '../../elements/facts.tsx';
import { JsonBlock } from '../../elements/json-block.tsx';
import { Moment } from '../../elements/moment.tsx';
import { UserLink } from '../../elements/user-link.tsx';
import { sayLog } from './log-words.ts';

interface LogDrawerProps {
  readonly entry: LogEntry | undefined;
  readonly onClose: () => void;
}

/** All that an entry says. */
export function LogDrawer({ entry, onClose }: LogDrawerProps) {
  const facts = [
    { label: 'When', value: <Moment at={entry?.date} exact /> },
    { label: 'Type', value: entry?.type },
    { label: 'Description', value: entry?.description },
    {
      label: 'User',
      value: entry?.user_id !== undefined && (
        <UserLink userId={entry.user_id} size="sm">
          {entry.user_name ?? entry.user_id}
        </UserLink>
      ),
    },
    { label: 'Application', value: entry?.client_name ?? entry?.client_id },
    { label: 'Connection', value: entry?.connection },
    { label: 'Address', value: entry?.ip },
    { label: 'Scope', value: entry?.scope },
  ].filter(({ value }) => value !== undefined && value !== false);
  return (
    <Drawer
      opened={entry !== undefined}
      onClose={onClose}
      title={sayLog(entry?.type).label}
      position="right"
      size="lg"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Stack>
        <Facts facts={facts} />
        {entry && <JsonBlock label="entry as JSON" value={entry} />}
      </Stack>
    </Drawer>
  );
}
