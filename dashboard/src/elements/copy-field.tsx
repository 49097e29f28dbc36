import { ActionIcon, CopyButton, rem, TextInput, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import type { ReactNode } from 'react';

interface CopyFieldProps {
  readonly label: string;
  readonly description?: ReactNode;
  readonly value: string;
}

/** A value to take elsewhere. */
export function CopyField({ label, description, value }: CopyFieldProps) {
  return (
    <CopyButton value={value} timeout={1_500}>
      {({ copied, copy }) => (
        <TextInput
          label={label}
          description={description}
          value={value}
          readOnly
          // A pixel smaller than other fields, in which some fonts lose their underscores.
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: rem(13) } }}
          onFocus={(event) => event.currentTarget.select()}
          rightSection={
            <Tooltip label={copied ? 'Copied' : 'Copy'}>
              <ActionIcon
                variant="subtle"
                color={copied ? 'verdigris' : 'gray'}
                onClick={copy}
                aria-label={`Copy ${label}`}
              >
                {copied ? <IconCheck size={18} /> : <IconCopy size={18} />}
              </ActionIcon>
            </Tooltip>
          }
        />
      )}
    </CopyButton>
  );
}
