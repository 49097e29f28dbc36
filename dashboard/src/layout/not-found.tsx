import { Button, EmptyState } from '@mantine/core';
import { IconMapOff } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';

/** An address that leads to no screen. */
export function NotFound() {
  return (
    <EmptyState
      icon={<IconMapOff />}
      title="There is nothing here"
      description="The address leads to no screen, or what it was about is gone."
      py="10vh"
    >
      <EmptyState.Actions>
        <Button component={Link} to="/">
          To the start page
        </Button>
      </EmptyState.Actions>
    </EmptyState>
  );
}
