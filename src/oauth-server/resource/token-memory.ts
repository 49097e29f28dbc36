/** What is remembered of tokens, by their text: so many at most, and so many characters of text at most. */
export interface TokenMemory<T> {
  find(token: string): T | undefined;
  remember(token: string, known: T): void;
}

export interface TokenMemoryLimits {
  readonly tokens: number;
  readonly characters: number;
}

/** The oldest go first. What is remembered of a token is of the size of its text, so that counting that bounds the memory. */
export function createTokenMemory<T>({ tokens, characters }: TokenMemoryLimits): TokenMemory<T> {
  const entries = new Map<string, T>();
  let used = 0;

  function forget(token: string): void {
    if (entries.delete(token)) used -= token.length;
  }

  return {
    find: (token) => entries.get(token),
    remember(token, known) {
      forget(token);
      // One that takes the place of many is not worth it.
      if (token.length > characters / 100) return;
      entries.set(token, known);
      used += token.length;
      while (entries.size > tokens || used > characters) forget(entries.keys().next().value!);
    },
  };
}
