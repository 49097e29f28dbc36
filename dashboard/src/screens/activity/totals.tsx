import { Card, NumberFormatter, SimpleGrid, Text } from '@mantine/core';
import { counted, type Day, totalOf } from './activity-series.ts';

/** The numbers of all days together. */
export function Totals({ days }: { readonly days: readonly Day[] }) {
  return (
    <SimpleGrid cols={{ base: 2, sm: 3, lg: 5 }}>
      {counted.map(({ name, label }) => (
        <Card key={name} padding="md">
          <Text size="sm" c="dimmed">
            {label}
          </Text>
          <Text fz={26} fw={620} lh={1.3}>
            <NumberFormatter value={totalOf(days, name)} thousandSeparator />
          </Text>
        </Card>
      ))}
    </SimpleGrid>
  );
}
