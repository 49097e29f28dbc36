import { Badge } from '@mantine/core';
import { useInterval } from '@mantine/hooks';
import { useState } from 'react';
import { durationWords } from '../../../elements/durations.ts';

/** How long something still lives, by the clock of this machine. */
export function Countdown({ until }: { readonly until: number }) {
  const [now, setNow] = useState(() => Date.now());
  useInterval(() => setNow(Date.now()), 1_000, { autoInvoke: true });
  const left = Math.round((until - now) / 1000);
  return (
    <Badge size="lg" variant="outline" color={left > 60 ? 'verdigris' : 'red'} tt="none" role="timer">
      {left > 0 ? `Ends in ${durationWords(left)}` : 'Ended'}
    </Badge>
  );
}
