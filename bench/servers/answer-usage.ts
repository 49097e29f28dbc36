// Loaded into every server (node --import), so that what is measured is the program itself and nothing made for it.

/** What a server answers when it is asked. */
export interface Usage {
  /** Microseconds of processor time, of all threads, in this process and in the system for it. */
  readonly cpu: number;
  /** Bytes. */
  readonly resident: number;
}

process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send!({ cpu: user + system, resident: process.memoryUsage.rss() } satisfies Usage);
});
// No server outlives the bench.
process.on('disconnect', () => process.exit());
