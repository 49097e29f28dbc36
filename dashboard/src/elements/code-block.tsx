import { ActionIcon, Box, Code, CopyButton, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';

interface CodeBlockProps {
  readonly code: string;
  /** What it is, for the button and for screen readers. */
  readonly label: string;
}

/** Code to take along. */
export function CodeBlock({ code, label }: CodeBlockProps) {
  return (
    <Box pos="relative">
      {/* Whoever uses the keyboard must be able to scroll it. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box without focus cannot be read by keyboard */}
      <Code block tabIndex={0} role="region" aria-label={label} p="md" pr={48}>
        {code}
      </Code>
      <CopyButton value={code} timeout={1_500}>
        {({ copied, copy }) => (
          <Tooltip label={copied ? 'Copied' : 'Copy'}>
            <ActionIcon pos="absolute" top={10} right={10} variant="default" onClick={copy} aria-label={`Copy ${label}`}>
              {copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </Box>
  );
}
