import type { Logger } from 'pino';
import { formatEnd, type Vault } from '../vault/index.ts';

const interval = 5 * 60_000;

/** Says in the server's log now and then where this process's chain of token reads ends. */
export interface ReadLogWatch {
  look(): Promise<void>;
  /** Looks a last time. */
  end(): Promise<void>;
}

/** Whoever keeps the server's log away from the database can tell by it when the database was cut or put back. */
export function watchReadLog({ readLog }: Vault, log: Logger): ReadLogWatch {
  let said: string | undefined;
  async function look(): Promise<void> {
    const end = readLog.end();
    const text = end && formatEnd(end);
    if (text !== said) log.info({ end: text }, 'the chain of token reads of this process reaches to here');
    said = text;
    // A database that is away is told by everything else.
    await readLog.check().catch(() => {});
  }
  const timer = setInterval(() => void look(), interval);
  timer.unref();
  return {
    look,
    async end() {
      clearInterval(timer);
      await look();
    },
  };
}
