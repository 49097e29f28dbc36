import { Button, EmptyState } from '@mantine/core';
import { IconMapOff } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { Screen } from '../elements/screen.tsx';

/** An address that leads to no screen. */
export function NotFound() {
  return (
    <Screen title="There is nothing here">
      <EmptyState
        icon={<IconMapOff />}
        description="The address leads to no screen, or what it was about is gone."
        py="xl"
      >
        <EmptyState.Actions>
          <Button component={Link} to="/">
            To the start page
          </Button>
        </EmptyState.Actions>
      </EmptyState>
    </Screen>
  );
}
