/** What a server says when it listens. */
export interface Announcement {
  readonly port: number;
  /** Whatever else the bench must know. */
  readonly details?: Readonly<Record<string, string>>;
}

export function announce(announcement: Announcement): void {
  process.send!(announcement);
}
