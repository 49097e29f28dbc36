import { useInterval } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';
import { useApi } from '../../api/use-api.ts';
import { useChange } from '../../api/use-change.ts';

const nothing = { params: { id: '', try_id: '' } };
/** Milliseconds. */
const lookEvery = 500;

/** A sign-in in a pop-up, and what has come of it. */
export function useTry(id: string) {
  const [tried, setTried] = useState<string>();
  const [isBlocked, setBlocked] = useState(false);
  const [isClosed, setClosed] = useState(false);
  const popup = useRef<Window>(undefined);
  const begin = useChange('createConnectionTry');
  const result = useApi('getConnectionTry', tried === undefined ? nothing : { params: { id, try_id: tried } }, {
    enabled: tried !== undefined,
    // Until it is done: the pop-up belongs to the provider meanwhile, and cannot tell.
    refetchInterval: ({ state }) => (state.data?.state === 'waiting' && !state.error ? 1_000 : false),
  });
  const outcome = tried === undefined ? undefined : result.data;
  const isOver = outcome !== undefined && outcome.state !== 'waiting';
  useInterval(() => setClosed(popup.current?.closed ?? false), lookEvery, { autoInvoke: true });
  useEffect(() => {
    if (isOver) popup.current?.close();
  }, [isOver]);
  async function start(offline: boolean) {
    // Opened in the click itself, or the browser stops it.
    const opened = window.open('', '_blank', 'popup,width=520,height=720');
    setBlocked(!opened);
    setTried(undefined);
    if (!opened) return;
    popup.current?.close();
    popup.current = opened;
    try {
      const begun = await begin.mutateAsync({ params: { id }, body: { offline_access: offline } });
      setTried(begun.id);
      opened.location.href = begun.authorize_url;
    } catch {
      opened.close();
    }
  }
  return { start, outcome, isBlocked, isClosed, isStarting: begin.isPending, error: tried && result.error };
}
