import { Table, VisuallyHidden } from '@mantine/core';
import { type ActivityChart, type Day, sayDay } from './activity-series.ts';

interface DayTableProps {
  readonly title: string;
  readonly series: ActivityChart['series'];
  readonly days: readonly Day[];
}

/** The numbers of a chart, for screen readers. */
export function DayTable({ title, series, days }: DayTableProps) {
  return (
    <VisuallyHidden component="div">
      <Table>
        <Table.Caption>{title} by day</Table.Caption>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Day</Table.Th>
            {series.map(({ name, label }) => (
              <Table.Th key={name}>{label}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {days.map((day) => (
            <Table.Tr key={day.date}>
              <Table.Th scope="row">{sayDay(day.date)}</Table.Th>
              {series.map(({ name }) => (
                <Table.Td key={name}>{day[name]}</Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </VisuallyHidden>
  );
}
