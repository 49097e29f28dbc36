import { Skeleton, Stack } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { FailureNotice } from './failure-notice.tsx';

interface QueryViewProps<T> {
  readonly query: UseQueryResult<T, Error>;
  /** Shown in the place of the content when there is nothing: an `EmptyState` that says what to do. */
  readonly empty?: { readonly when: (data: T) => boolean; readonly show: ReactNode };
  readonly children: (data: T) => ReactNode;
}

/** Of the grey lines that stand for what is coming. */
const widths = ['100%', '94%', '97%', '60%'];

/** The one way to load, to fail and to be empty. What was read once stays on screen while it is read again. */
export function QueryView<T>({ query, empty, children }: QueryViewProps<T>) {
  if (query.data !== undefined) return empty?.when(query.data) ? empty.show : children(query.data);
  if (query.error) return <FailureNotice error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <Stack gap="sm" role="status" aria-label="Loading" aria-busy="true">
      {widths.map((width) => (
        <Skeleton key={width} height={28} width={width} />
      ))}
    </Stack>
  );
}
