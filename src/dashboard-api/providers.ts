import { listProviders, type ProviderDescription } from '../contract/index.ts';
import { type Provider, providers, setUpOptions } from '../providers/index.ts';
import { answer, type DashboardOperation, serve } from './request.ts';

function describeScopes({ scopes }: Provider): ProviderDescription['scopes'] {
  const named = scopes.known.flatMap(({ scope }) => scope?.split(' ') ?? []);
  const nameless = scopes.login.filter((scope) => !named.includes(scope));
  return [
    ...nameless.map((value) => ({ value, label: 'Sign in', default: true, always: true })),
    ...scopes.known.map(({ scope, option, byDefault, label }) => ({
      ...(scope !== undefined && { value: scope }),
      ...(option !== undefined && { option }),
      label,
      default: byDefault === true || (scope !== undefined && (scopes.defaults?.includes(scope) ?? false)),
      always: scope !== undefined && scopes.login.includes(scope) && option === undefined,
    })),
  ];
}

export function describeProvider(provider: Provider, issuer: string): ProviderDescription {
  const { strategy, label, protocol, social, docs, offline, tokens } = provider;
  return {
    ...{ strategy, label, protocol, social, docs_url: docs },
    scopes: describeScopes(provider),
    offline_access: {
      available: tokens.refreshable,
      scopes: [...(offline?.scopes ?? [])],
      parameters: { ...offline?.parameters },
    },
    options: setUpOptions(provider).map((option) => ({ ...option, secret: option.type === 'secret' })),
    callback_url: `${issuer}login/callback`,
    ...(tokens.lifetime !== undefined && { token_life: tokens.lifetime }),
    rotates: tokens.rotates,
  };
}

export const providerOperations: readonly DashboardOperation[] = [
  serve(listProviders, async ({ dashboard }) => {
    const { issuer } = dashboard.administration.tenant;
    return answer(
      200,
      [...providers.values()].map((provider) => describeProvider(provider, issuer)),
    );
  }),
];
