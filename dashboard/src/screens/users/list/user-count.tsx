import { Button, NumberFormatter, Text } from '@mantine/core';
import { useState } from 'react';
import { useApiPage } from '../../../api/use-api.ts';

/** How many users a search finds. To count a million takes a moment, so nobody does it unasked. */
export function UserCount({ q }: { readonly q: string | undefined }) {
  const [asked, setAsked] = useState(false);
  const query = { per_page: '0', ...(q !== undefined && { q }) };
  const { data, isFetching } = useApiPage('listUsers', { query }, { enabled: asked });
  if (!asked || data === undefined) {
    return (
      <Button variant="default" onClick={() => setAsked(true)} loading={asked && isFetching}>
        Count
      </Button>
    );
  }
  return (
    <Text size="sm" c="dimmed" role="status">
      <NumberFormatter value={data.total} thousandSeparator /> {data.total === 1 ? 'user' : 'users'}
    </Text>
  );
}
