import { Button, EmptyState } from '@mantine/core';
import { IconUserSearch } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';

/** The place of the list when nobody is in it. */
export function NoUsers({ searched }: { readonly searched: boolean }) {
  if (searched) {
    return (
      <EmptyState
        icon={<IconUserSearch />}
        title="Nobody was found"
        description="No name, e-mail address or id begins like this."
        py="xl"
      />
    );
  }
  return (
    <EmptyState
      icon={<IconUserSearch />}
      title="There are no users yet"
      description="A user is made by the first sign-in through a connection."
      py="xl"
    >
      <EmptyState.Actions>
        <Button component={Link} to="/">
          What to do first
        </Button>
      </EmptyState.Actions>
    </EmptyState>
  );
}
