import { AppShell, Badge, Box, Burger, Group, ScrollArea, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Outlet } from '@tanstack/react-router';
import { useSignedIn } from '../session/session.ts';
import { AccountMenu } from './account-menu.tsx';
import { Brand } from './brand.tsx';
import { NavLinks } from './nav-links.tsx';
import classes from './shell.module.css';

/** The frame of every screen behind the sign-in: navigation at the side, or behind a button on a phone. */
export function Shell() {
  const session = useSignedIn();
  const [opened, { toggle, close }] = useDisclosure(false);
  return (
    <AppShell
      header={{ height: { base: 56, md: 0 } }}
      navbar={{ width: 256, breakpoint: 'md', collapsed: { mobile: !opened } }}
      padding={{ base: 'md', md: 'xl' }}
    >
      <a className={classes.skip} href="#main">
        Skip to the content
      </a>
      <AppShell.Header hiddenFrom="md" px="md">
        <Group h="100%" justify="space-between">
          <Brand />
          <Burger
            opened={opened}
            onClick={toggle}
            size="sm"
            aria-label={opened ? 'Close navigation' : 'Open navigation'}
          />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="sm" className={classes.navbar}>
        <AppShell.Section visibleFrom="md" px="sm" pt="xs" pb="lg">
          <Brand />
        </AppShell.Section>
        <AppShell.Section px="sm" pb="md">
          <Text size="sm" fw={550} truncate>
            {session.tenant_name}
          </Text>
          {session.sandbox && (
            <Badge size="sm" variant="default">
              Sandbox
            </Badge>
          )}
        </AppShell.Section>
        <AppShell.Section grow component={ScrollArea} type="never">
          <nav aria-label="Screens">
            <NavLinks onNavigate={close} />
          </nav>
        </AppShell.Section>
        <AppShell.Section>
          <AccountMenu />
          <Text size="xs" c="dimmed" px="xs">
            Version {session.version}
          </Text>
        </AppShell.Section>
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1} className={classes.main}>
        <Box maw={1120} mx="auto" pb="xl">
          <Outlet />
        </Box>
      </AppShell.Main>
    </AppShell>
  );
}
