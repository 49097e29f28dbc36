import { ActionIcon, CopyButton, Group, PasswordInput, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';

/** A secret to take elsewhere, hidden until somebody wants to see it. */
export function SecretField({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <CopyButton value={value} timeout={1_500}>
      {({ copied, copy }) => (
        <Group align="flex-end" gap="xs" wrap="nowrap">
          <PasswordInput label={label} value={value} readOnly flex={1} autoComplete="off" />
          <Tooltip label={copied ? 'Copied' : 'Copy'}>
            <ActionIcon variant="default" size={36} onClick={copy} aria-label={`Copy ${label}`}>
              {copied ? <IconCheck size={18} /> : <IconCopy size={18} />}
            </ActionIcon>
          </Tooltip>
        </Group>
      )}
    </CopyButton>
  );
}
