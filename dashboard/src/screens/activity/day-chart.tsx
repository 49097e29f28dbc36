import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';
import { Box, Text } from '@mantine/core';
import { useReducedMotion } from '@mantine/hooks';
import { Section } from '../../elements/section.tsx';
import { type ActivityChart, type Day, sayDay, totalOf } from './activity-series.ts';
import { DayTable } from './day-table.tsx';

interface DayChartProps {
  readonly chart: ActivityChart;
  readonly days: readonly Day[];
}

/** A bar a day; the same numbers stand in a table for those who cannot see bars. */
export function DayChart({ chart: { title, description, series }, days }: DayChartProps) {
  const calm = useReducedMotion();
  if (series.every(({ name }) => totalOf(days, name) === 0)) {
    return (
      <Section title={title} description={description}>
        <Text size="sm" c="dimmed">
          None in these days.
        </Text>
      </Section>
    );
  }
  return (
    <Section title={title} description={description}>
      <Box aria-hidden>
        <BarChart
          h={220}
          data={days.map((day) => ({ ...day, date: sayDay(day.date) }))}
          dataKey="date"
          type="stacked"
          series={[...series]}
          withLegend={series.length > 1}
          legendProps={{ verticalAlign: 'bottom' }}
          gridAxis="x"
          tickLine="none"
          yAxisProps={{ allowDecimals: false, width: 40 }}
          xAxisProps={{ minTickGap: 16 }}
          barProps={{ isAnimationActive: !calm, maxBarSize: 32, tabIndex: -1 }}
          barChartProps={{ accessibilityLayer: false, margin: { top: 12 } }}
        />
      </Box>
      <DayTable title={title} series={series} days={days} />
    </Section>
  );
}
