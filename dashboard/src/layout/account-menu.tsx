import { Avatar, Group, Menu, Text, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { IconChevronRight, IconLogout, IconMoon, IconSun, IconUserCircle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useChange } from '../api/use-change.ts';
import { takeSession, useSignedIn } from '../session/session.ts';

/** Who is signed in, and the ways out. */
export function AccountMenu() {
  const { administrator } = useSignedIn();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const signOut = useChange('endDashboardSession', {
    onDone: () => takeSession({ state: 'signed_out', setup_needed: false }),
  });
  return (
    <Menu position="top-start" width={220} shadow="md">
      <Menu.Target>
        <UnstyledButton p="xs" w="100%">
          <Group wrap="nowrap" gap="sm">
            <Avatar name={administrator.name} color="verdigris" radius="xl" size={34} alt="" aria-hidden />
            <div style={{ flex: 1, minWidth: 0 }}>
              <Text size="sm" fw={550} truncate>
                {administrator.name}
              </Text>
              <Text size="xs" c="dimmed" tt="capitalize">
                {administrator.role}
              </Text>
            </div>
            <IconChevronRight size={16} aria-hidden />
          </Group>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component={Link} to="/account" leftSection={<IconUserCircle size={16} />}>
          Your account
        </Menu.Item>
        <Menu.Item
          leftSection={colorScheme === 'dark' ? <IconSun size={16} /> : <IconMoon size={16} />}
          onClick={() => setColorScheme(colorScheme === 'dark' ? 'light' : 'dark')}
        >
          {colorScheme === 'dark' ? 'Light colours' : 'Dark colours'}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => signOut.mutate({})}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
