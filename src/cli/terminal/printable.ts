const longest = 300;

/** What a server said, made fit for a terminal: no control characters (they could repaint the screen), no novels. */
export function printable(text: string): string {
  const oneLine = text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  return oneLine.length > longest ? `${oneLine.slice(0, longest)}…` : oneLine;
}
