import { notifications } from '@mantine/notifications';
import { type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query';
import { call } from './call.ts';
import type { Answer, EndpointName, Input } from './contract.ts';

export interface ChangeOptions<Name extends EndpointName> {
  /** Said when it is done: `Saved`. */
  readonly done?: string;
  readonly onDone?: (answer: Answer<Name>) => void;
  /** The screen shows the error itself. */
  readonly ownError?: boolean;
}

/** Changes something by an endpoint. Afterwards all that is on screen is read again, and a refusal is shown. */
export function useChange<Name extends EndpointName>(
  name: Name,
  { done, onDone, ownError = false }: ChangeOptions<Name> = {},
): UseMutationResult<Answer<Name>, Error, Input<Name>> {
  const queryClient = useQueryClient();
  return useMutation<Answer<Name>, Error, Input<Name>>({
    mutationFn: (input) => call(name, input),
    onSuccess: (answer) => {
      if (done !== undefined) notifications.show({ message: done });
      // Before anything is read again: after a sign-out nothing may be.
      onDone?.(answer);
      void queryClient.invalidateQueries();
    },
    onError: (error) => {
      if (!ownError) notifications.show({ color: 'red', title: 'That did not work', message: error.message });
    },
  });
}
