import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Answer } from '../../../api/contract.ts';

export type ExplorerToken = Answer<'createTestToken'>;

const queryKey = ['explorer-token'];

/**
 * The token that the explorer works with. It is kept in the memory of this tab alone, beside what was read from the
 * server, so that it goes with the session and stays while one looks at another screen.
 */
export function useExplorerToken() {
  const queryClient = useQueryClient();
  const { data } = useQuery<ExplorerToken | null>({
    queryKey,
    queryFn: () => null,
    enabled: false,
    gcTime: Number.POSITIVE_INFINITY,
  });
  return {
    token: data ?? undefined,
    keep: (token: ExplorerToken | null) => queryClient.setQueryData(queryKey, token),
  };
}
