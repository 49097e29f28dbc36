import {
  IconApps,
  IconChartBar,
  IconHome,
  IconKey,
  IconListDetails,
  IconPlugConnected,
  type IconProps,
  IconServer2,
  IconSettings,
  IconShieldLock,
  IconUsers,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import type { SignedIn } from '../session/session.ts';

export interface NavigationEntry {
  readonly to: string;
  readonly label: string;
  readonly icon: ComponentType<IconProps>;
  /** Only for those whose role allows one of these scopes, or is one of these. */
  readonly scopes?: readonly string[];
  readonly roles?: readonly SignedIn['administrator']['role'][];
}

export interface NavigationGroup {
  readonly label?: string;
  readonly entries: readonly NavigationEntry[];
}

/** The screens in the order of the navigation. */
export const navigation: readonly NavigationGroup[] = [
  { entries: [{ to: '/', label: 'Start', icon: IconHome }] },
  {
    label: 'Build',
    entries: [
      { to: '/connections', label: 'Connections', icon: IconPlugConnected, scopes: ['read:connections'] },
      { to: '/applications', label: 'Applications', icon: IconApps, scopes: ['read:clients'] },
      { to: '/apis', label: 'APIs', icon: IconServer2, scopes: ['read:resource_servers'] },
    ],
  },
  {
    label: 'People',
    entries: [
      { to: '/users', label: 'Users', icon: IconUsers, scopes: ['read:users'] },
      { to: '/logs', label: 'Logs', icon: IconListDetails, scopes: ['read:logs', 'read:logs_users'] },
      { to: '/activity', label: 'Activity', icon: IconChartBar },
    ],
  },
  {
    label: 'Server',
    entries: [
      { to: '/keys', label: 'Keys', icon: IconKey, scopes: ['read:signing_keys'] },
      { to: '/settings', label: 'Settings', icon: IconSettings, scopes: ['read:tenant_settings'] },
      { to: '/administrators', label: 'Administrators', icon: IconShieldLock, roles: ['admin'] },
    ],
  },
];

export function mayOpen({ administrator, scopes }: SignedIn, entry: NavigationEntry): boolean {
  return (
    (entry.scopes === undefined || entry.scopes.some((scope) => scopes.includes(scope))) &&
    (entry.roles === undefined || entry.roles.includes(administrator.role))
  );
}
