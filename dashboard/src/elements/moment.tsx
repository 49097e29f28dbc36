import { Text, type TextProps } from '@mantine/core';
import { dateWords } from './date-words.ts';
import { sayWhen } from './say-when.ts';

interface MomentProps extends TextProps {
  /** ISO 8601. */
  readonly at: string | undefined;
  /** In the place of a moment that never was. */
  readonly never?: string;
  /** The whole date and time, where it must be exact. */
  readonly exact?: boolean;
}

/** A moment as people say it, and exactly on hovering. */
export function Moment({ at, never = 'Never', exact = false, ...text }: MomentProps) {
  if (at === undefined) return <Text {...{ span: true, inherit: true, c: 'dimmed', ...text }}>{never}</Text>;
  return (
    <Text {...{ span: true, inherit: true, ...text }}>
      <time dateTime={at} title={dateWords(at)}>
        {(exact ? undefined : sayWhen(at)) ?? dateWords(at)}
      </time>
    </Text>
  );
}
