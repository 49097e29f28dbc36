import {
  type DashboardEndpoint,
  dashboardEndpoints,
  type Endpoint,
  endpoints,
  roles,
  scopesOfRole,
  sessionRuleOf,
} from '../../src/contract/index.ts';
import { code, page, table } from './markdown.ts';

const served: readonly Endpoint[] = endpoints;
const own: readonly DashboardEndpoint[] = dashboardEndpoints;

const head = ['operation', 'who', 'password or passkey again'];
const scopes = new Map(
  roles.map((role) => [
    role,
    new Set(
      scopesOfRole(
        role,
        served.flatMap((one) => one.scopes),
      ),
    ),
  ]),
);

const nameOf = ({ method, path }: Pick<Endpoint, 'method' | 'path'>) => code(`${method} ${path}`);
const again = (needed: boolean | undefined) => (needed ? 'yes' : '');

function describeManagement(endpoint: Endpoint): string[] {
  const rule = sessionRuleOf(endpoint);
  const who = roles.filter(
    (role) => endpoint.scopes.some((scope) => scopes.get(role)!.has(scope)) && (rule.roles?.includes(role) ?? true),
  );
  return [nameOf(endpoint), who.join(', ') || 'nobody', again(rule.needsReauthentication)];
}

function describeOwn(endpoint: DashboardEndpoint): string[] {
  const { access, needsReauthentication } = endpoint;
  const words = { anyone: 'anyone', signed_in: roles.join(', ') };
  const who = typeof access === 'string' ? words[access] : access.join(', ');
  return [nameOf(endpoint), who, again(needsReauthentication)];
}

/** dashboard-rights.md: every operation that the dashboard has, who may do it, and how soon after a sign-in. */
export function describeRights(): string {
  return page(
    'Who may do what in the dashboard',
    'Every operation of the two APIs that a session of the dashboard reaches. Where the last column says so, a password or passkey must have been shown within the last ten minutes; so it must for the secrets of clients, which other answers leave out.',
    '## The Management API, below `/dashboard/api/v2`',
    table(head, served.map(describeManagement)),
    '## The dashboard API, below `/dashboard/api`',
    table(head, own.map(describeOwn)),
  );
}
