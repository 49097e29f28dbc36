import { Card, Group, Stack, Text } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { ApiError } from '../../api/api-error.ts';
import { useApiList } from '../../api/use-api.ts';
import { Pager } from '../../elements/pager.tsx';
import { QueryView } from '../../elements/query-view.tsx';
import { Screen } from '../../elements/screen.tsx';
import { NoUsers } from './list/no-users.tsx';
import { UserCount } from './list/user-count.tsx';
import { toQuery } from './list/user-query.ts';
import { UserSearch } from './list/user-search.tsx';
import { UsersTable } from './list/users-table.tsx';

const route = getRouteApi('/signed-in/users');
const perPage = 25;
/** The API pages through the first thousand of a search, as Auth0's does. */
const deepest = 1_000;
const shown = 'user_id,name,nickname,email,picture,last_login,logins_count,identities,blocked';

/** Everybody who signed in, found by typing. Never more than a page is in the document. */
export function UsersScreen() {
  const { q: text = '', page = 0 } = route.useSearch();
  const navigate = route.useNavigate();
  const [typed, setTyped] = useState(text);
  const search = useDebouncedCallback(
    (q: string) => void navigate({ search: q.trim() === '' ? {} : { q }, replace: true }),
    250,
  );
  const q = toQuery(text);
  const users = useApiList('listUsers', {
    query: {
      page: String(page),
      per_page: String(perPage),
      fields: shown,
      // Sorted along an index; what a search finds stays in the order in which it is found soonest.
      ...(q === undefined ? { sort: 'last_login:-1' } : { q }),
    },
  });
  const refused = users.error instanceof ApiError && users.error.status === 400 ? users.error.message : undefined;
  const count = users.data?.length ?? 0;
  const goTo = (next: number) => () => void navigate({ search: { ...(text !== '' && { q: text }), page: next } });
  const atEnd = (page + 1) * perPage >= deepest;
  return (
    <Screen title="Users" description="Everybody who signed in through a connection, and their grants at the IdPs.">
      <Card>
        <Stack gap="lg">
          <Group align="flex-end">
            <Stack flex="1 1 20rem" gap={0}>
              <UserSearch
                text={typed}
                onType={(next) => {
                  setTyped(next);
                  search(next);
                }}
                error={refused}
                busy={users.isFetching}
              />
            </Stack>
            {refused === undefined && <UserCount key={q ?? ''} q={q} />}
          </Group>
          {refused === undefined && (
            <QueryView
              query={users}
              empty={{ when: (list) => list.length === 0 && page === 0, show: <NoUsers searched={q !== undefined} /> }}
            >
              {(list) => (
                <Stack>
                  <UsersTable users={list} />
                  {atEnd && count === perPage && (
                    <Text size="sm">
                      A list can be paged through to its thousandth user. Search to come to the others.
                    </Text>
                  )}
                  <Pager
                    of="users"
                    words={count === 0 ? 'No more users' : `Users ${page * perPage + 1} to ${page * perPage + count}`}
                    onPrevious={page > 0 ? goTo(page - 1) : undefined}
                    onNext={count === perPage && !atEnd ? goTo(page + 1) : undefined}
                  />
                </Stack>
              )}
            </QueryView>
          )}
        </Stack>
      </Card>
    </Screen>
  );
}
