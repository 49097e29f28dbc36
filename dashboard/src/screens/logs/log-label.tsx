import { Group, Text } from '@mantine/core';
import { IconAlertCircle, IconCircleCheck, IconPointFilled } from '@tabler/icons-react';
import type { LogEntry } from '../../../../src/contract/index.ts';
import { sayLog } from './log-words.ts';

/** Beside a long text they would shrink. */
const fixed = { style: { flexShrink: 0 } };

const icons = {
  good: <IconCircleCheck {...fixed} size={16} color="var(--mantine-color-verdigris-6)" aria-hidden />,
  bad: <IconAlertCircle {...fixed} size={16} color="var(--mantine-color-red-6)" aria-hidden />,
  neutral: <IconPointFilled {...fixed} size={16} color="var(--mantine-color-gray-5)" aria-hidden />,
};

/** What an entry is about, with a sign of whether it went well. */
export function LogLabel({ entry: { type, description } }: { readonly entry: LogEntry }) {
  const { label, tone } = sayLog(type);
  return (
    <Group gap={6} wrap="nowrap" component="span">
      {icons[tone]}
      <Text span inherit fw={550} lineClamp={2}>
        {type === 'sapi' ? (description ?? label) : label}
      </Text>
    </Group>
  );
}
