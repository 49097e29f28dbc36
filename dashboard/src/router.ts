import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { NotFound } from './layout/not-found.tsx';
import { SignedInOnly } from './layout/signed-in-only.tsx';
import { readDays } from './screens/activity/activity-search.ts';
import { readLogSearch } from './screens/logs/log-search.ts';
import { readUserSearch } from './screens/users/user-search.ts';

const root = createRootRoute();

/** Only an address of our own may be where somebody is led back to. */
function readTarget(search: Record<string, unknown>): { to?: string } {
  const { to } = search;
  return typeof to === 'string' && /^\/(?![/\\])/.test(to) ? { to } : {};
}

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: readTarget,
  component: lazyRouteComponent(() => import('./screens/entrance/sign-in-screen.tsx'), 'SignInScreen'),
});

const welcome = createRoute({
  getParentRoute: () => root,
  path: '/welcome',
  component: lazyRouteComponent(() => import('./screens/entrance/welcome-screen.tsx'), 'WelcomeScreen'),
});

const signedIn = createRoute({ getParentRoute: () => root, id: 'signed-in', component: SignedInOnly });

const start = createRoute({
  getParentRoute: () => signedIn,
  path: '/',
  component: lazyRouteComponent(() => import('./screens/start/start-screen.tsx'), 'StartScreen'),
});

const connections = createRoute({
  getParentRoute: () => signedIn,
  path: '/connections',
  component: lazyRouteComponent(() => import('./screens/connections/connections-screen.tsx'), 'ConnectionsScreen'),
});

const gallery = createRoute({
  getParentRoute: () => signedIn,
  path: '/connections/new',
  component: lazyRouteComponent(() => import('./screens/connections/gallery-screen.tsx'), 'GalleryScreen'),
});

const newConnection = createRoute({
  getParentRoute: () => signedIn,
  path: '/connections/new/$strategy',
  component: lazyRouteComponent(() => import('./screens/connections/new-connection-screen.tsx'), 'NewConnectionScreen'),
});

const connection = createRoute({
  getParentRoute: () => signedIn,
  path: '/connections/$id',
  component: lazyRouteComponent(() => import('./screens/connections/connection-screen.tsx'), 'ConnectionScreen'),
});

const applications = createRoute({
  getParentRoute: () => signedIn,
  path: '/applications',
  component: lazyRouteComponent(() => import('./screens/applications/applications-screen.tsx'), 'ApplicationsScreen'),
});

const application = createRoute({
  getParentRoute: () => signedIn,
  path: '/applications/$id',
  component: lazyRouteComponent(() => import('./screens/applications/application-screen.tsx'), 'ApplicationScreen'),
});

const apis = createRoute({
  getParentRoute: () => signedIn,
  path: '/apis',
  component: lazyRouteComponent(() => import('./screens/apis/apis-screen.tsx'), 'ApisScreen'),
});

const api = createRoute({
  getParentRoute: () => signedIn,
  path: '/apis/$id',
  component: lazyRouteComponent(() => import('./screens/apis/api-screen.tsx'), 'ApiScreen'),
});

const administrators = createRoute({
  getParentRoute: () => signedIn,
  path: '/administrators',
  component: lazyRouteComponent(
    () => import('./screens/administrators/administrators-screen.tsx'),
    'AdministratorsScreen',
  ),
});

const account = createRoute({
  getParentRoute: () => signedIn,
  path: '/account',
  component: lazyRouteComponent(() => import('./screens/account/account-screen.tsx'), 'AccountScreen'),
});

const users = createRoute({
  getParentRoute: () => signedIn,
  path: '/users',
  validateSearch: readUserSearch,
  component: lazyRouteComponent(() => import('./screens/users/users-screen.tsx'), 'UsersScreen'),
});

const user = createRoute({
  getParentRoute: () => signedIn,
  path: '/users/$userId',
  component: lazyRouteComponent(() => import('./screens/users/user-screen.tsx'), 'UserScreen'),
});

const logs = createRoute({
  getParentRoute: () => signedIn,
  path: '/logs',
  validateSearch: readLogSearch,
  component: lazyRouteComponent(() => import('./screens/logs/logs-screen.tsx'), 'LogsScreen'),
});

const activity = createRoute({
  getParentRoute: () => signedIn,
  path: '/activity',
  validateSearch: readDays,
  component: lazyRouteComponent(() => import('./screens/activity/activity-screen.tsx'), 'ActivityScreen'),
});

const keys = createRoute({
  getParentRoute: () => signedIn,
  path: '/keys',
  component: lazyRouteComponent(() => import('./screens/keys/keys-screen.tsx'), 'KeysScreen'),
});

const settings = createRoute({
  getParentRoute: () => signedIn,
  path: '/settings',
  component: lazyRouteComponent(() => import('./screens/settings/settings-screen.tsx'), 'SettingsScreen'),
});

/** Any other address: with the navigation beside it, from which there is a way on. */
const nowhere = createRoute({ getParentRoute: () => signedIn, path: '$', component: NotFound });

const screens = [
  start,
  connections,
  gallery,
  newConnection,
  connection,
  applications,
  application,
  apis,
  api,
  users,
  user,
  logs,
  activity,
  keys,
  settings,
  administrators,
  account,
  nowhere,
];
const tree = root.addChildren([signIn, welcome, signedIn.addChildren(screens)]);

export const router = createRouter({
  routeTree: tree,
  basepath: '/dashboard',
  defaultPreload: 'intent',
  defaultNotFoundComponent: NotFound,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
