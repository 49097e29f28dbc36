import { client } from '../api/call.ts';

type Answer = (done: boolean) => void;

let waiting: Answer[] = [];
const listeners = new Set<() => void>();

/** A call that was refused waits here until its administrator has shown once more who they are. */
export const reauthentication = {
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  isAsked: (): boolean => waiting.length > 0,
  answer(done: boolean): void {
    const answered = waiting;
    waiting = [];
    for (const answer of answered) answer(done);
    for (const listener of listeners) listener();
  },
};

client.reauthenticate = () =>
  new Promise<boolean>((resolve) => {
    waiting = [...waiting, resolve];
    for (const listener of listeners) listener();
  });
