import { ActionIcon, Code, CopyButton, Group, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import classes from './code-block.module.css';

interface CodeBlockProps {
  readonly code: string;
  /** What it is, for the button and for screen readers. */
  readonly label: string;
}

/** Code to take along. */
export function CodeBlock({ code, label }: CodeBlockProps) {
  return (
    <Group className={classes.box} wrap="nowrap" align="flex-start" gap={0}>
      {/* Whoever uses the keyboard must be able to scroll it. */}
      <Code block tabIndex={0} role="region" aria-label={label} className={classes.code}>
        {code}
      </Code>
      <CopyButton value={code} timeout={1_500}>
        {({ copied, copy }) => (
          <Tooltip label={copied ? 'Copied' : 'Copy'}>
            <ActionIcon m="xs" variant="default" onClick={copy} aria-label={`Copy ${label}`}>
              {copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </Group>
  );
}
