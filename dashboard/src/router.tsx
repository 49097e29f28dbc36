import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { NotFound } from './layout/not-found.tsx';
import { SignedInOnly } from './layout/signed-in-only.tsx';

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

const tree = root.addChildren([signIn, welcome, signedIn.addChildren([start])]);

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
