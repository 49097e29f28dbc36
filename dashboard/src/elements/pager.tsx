import { Button, Group, Text } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import type { ReactNode } from 'react';

interface PagerProps {
  /** Of what: `users`. */
  readonly of: string;
  /** What is on this page: `Users 26 to 50`. */
  readonly words: ReactNode;
  /** Missing on the first page, and on the last. */
  readonly onPrevious?: (() => void) | undefined;
  readonly onNext?: (() => void) | undefined;
}

/** From page to page of a list that nobody counted. */
export function Pager({ of, words, onPrevious, onNext }: PagerProps) {
  if (onPrevious === undefined && onNext === undefined) return null;
  return (
    <Group justify="space-between" component="nav" aria-label={`Pages of ${of}`} gap="sm">
      <Text size="sm" c="dimmed" aria-live="polite">
        {words}
      </Text>
      <Group gap="xs">
        <Button
          size="xs"
          variant="default"
          disabled={onPrevious === undefined}
          onClick={onPrevious}
          leftSection={<IconChevronLeft size={16} />}
        >
          Previous
        </Button>
        <Button
          size="xs"
          variant="default"
          disabled={onNext === undefined}
          onClick={onNext}
          rightSection={<IconChevronRight size={16} />}
        >
          Next
        </Button>
      </Group>
    </Group>
  );
}
