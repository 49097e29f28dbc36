import { Card, NumberFormatter, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';

interface CountCardProps {
  readonly label: string;
  readonly count: number;
  readonly to: string;
}

/** How many there are of something, and the way to them. */
export function CountCard({ label, count, to }: CountCardProps) {
  return (
    <Card component={Link} to={to} padding="md">
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <Text fz={26} fw={620} lh={1.3} c="var(--mantine-color-text)">
        <NumberFormatter value={count} thousandSeparator />
      </Text>
    </Card>
  );
}
