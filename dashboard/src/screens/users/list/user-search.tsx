import { Badge, Loader, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { isQuery } from './user-query.ts';

interface UserSearchProps {
  readonly text: string;
  readonly onType: (text: string) => void;
  readonly error: string | undefined;
  readonly busy: boolean;
}

/** Finds users by what their name, e-mail address or id begins with, and by Lucene queries. */
export function UserSearch({ text, onType, error, busy }: UserSearchProps) {
  return (
    <TextInput
      type="search"
      label="Search"
      description='The beginning of a name, e-mail address or id. Or a query: email.domain:"example.com" AND logins_count:>10'
      placeholder="Ada"
      value={text}
      onChange={(event) => onType(event.currentTarget.value)}
      error={error}
      autoComplete="off"
      spellCheck={false}
      maxLength={2_000}
      leftSection={busy ? <Loader size={16} /> : <IconSearch size={16} aria-hidden />}
      rightSectionWidth={isQuery(text) ? 72 : undefined}
      rightSection={
        isQuery(text) && (
          <Badge variant="light" size="sm">
            Query
          </Badge>
        )
      }
    />
  );
}
