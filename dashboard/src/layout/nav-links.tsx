import { Box, NavLink, Text } from '@mantine/core';
import { Link, useRouterState } from '@tanstack/react-router';
import { useSignedIn } from '../session/session.ts';
import classes from './nav-links.module.css';
import { mayOpen, navigation } from './navigation.ts';

/** The list of screens that this administrator may open. */
export function NavLinks({ onNavigate }: { readonly onNavigate: () => void }) {
  const session = useSignedIn();
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const groups = navigation.map((group) => ({
    ...group,
    entries: group.entries.filter((one) => mayOpen(session, one)),
  }));
  return groups
    .filter(({ entries }) => entries.length > 0)
    .map(({ label, entries }) => (
      <Box key={label ?? 'first'} mb="md">
        {label !== undefined && (
          <Text size="xs" fw={600} c="dimmed" px="sm" mb={4}>
            {label}
          </Text>
        )}
        {entries.map(({ to, label: name, icon: Icon }) => {
          const active = to === '/' ? path === '/' : path === to || path.startsWith(`${to}/`);
          return (
            <NavLink
              key={to}
              component={Link}
              to={to}
              label={name}
              active={active}
              aria-current={active ? 'page' : undefined}
              leftSection={<Icon size={18} stroke={1.7} aria-hidden />}
              className={classes.link}
              onClick={onNavigate}
            />
          );
        })}
      </Box>
    ));
}
