import { Button, Table } from '@mantine/core';
import type { ReactNode } from 'react';

interface Column<Row> {
  readonly label: string;
  /** Left out where the window is narrower. */
  readonly visibleFrom?: 'sm' | 'md';
  readonly show: (row: Row) => ReactNode;
}

interface RowTableProps<Row> {
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  /** What can be done with a row; undefined where the role does not allow it. */
  readonly action:
    | { readonly words: string; readonly label: (row: Row) => string; readonly run: (row: Row) => void }
    | undefined;
}

/** A table of things, each with the one thing that can be done with it. */
export function RowTable<Row extends { readonly id: string }>({ rows, columns, action }: RowTableProps<Row>) {
  const visibility = ({ visibleFrom }: Column<Row>) => (visibleFrom === undefined ? {} : { visibleFrom });
  return (
    <Table>
      <Table.Thead>
        <Table.Tr>
          {columns.map((column) => (
            <Table.Th key={column.label} {...visibility(column)}>
              {column.label}
            </Table.Th>
          ))}
          {action && <Table.Th aria-label="Actions" />}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((row) => (
          <Table.Tr key={row.id}>
            {columns.map((column) => (
              <Table.Td key={column.label} {...visibility(column)}>
                {column.show(row)}
              </Table.Td>
            ))}
            {action && (
              <Table.Td ta="right">
                <Button size="xs" variant="default" aria-label={action.label(row)} onClick={() => action.run(row)}>
                  {action.words}
                </Button>
              </Table.Td>
            )}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
