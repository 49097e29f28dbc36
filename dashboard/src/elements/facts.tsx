import { Box, SimpleGrid, Text } from '@mantine/core';
import type { ReactNode } from 'react';

export interface Fact {
  readonly label: string;
  readonly value: ReactNode;
}

/** What is known of a thing, name over value; in two columns where there is room. */
export function Facts({ facts, cols = 2 }: { readonly facts: readonly Fact[]; readonly cols?: 1 | 2 | 3 }) {
  return (
    <SimpleGrid component="dl" m={0} cols={{ base: 1, xs: Math.min(cols, 2), md: cols }} verticalSpacing="sm">
      {facts.map(({ label, value }) => (
        <Box key={label} miw={0}>
          <Text component="dt" size="xs" c="dimmed">
            {label}
          </Text>
          <Text component="dd" m={0} size="sm" style={{ overflowWrap: 'anywhere' }}>
            {value}
          </Text>
        </Box>
      ))}
    </SimpleGrid>
  );
}
