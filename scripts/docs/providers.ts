import { type KnownScope, type Provider, providers } from '../../src/providers/index.ts';
import { code, page, table } from './markdown.ts';

function describeOffline({ offline, tokens }: Provider): string {
  if (!tokens.refreshable) return 'no';
  const added = [
    ...Object.entries(offline?.parameters ?? {}).map(([name, value]) => code(`${name}=${value}`)),
    ...(offline?.scopes ?? []).map(code),
  ];
  return `yes${tokens.rotates ? ', rotates' : ''}${added.length > 0 ? `; asks with ${added.join(', ')}` : ''}`;
}

function describeReauthentication({ reauthentication }: Provider): string {
  if (!reauthentication) return 'no way';
  const { parameters, proves } = reauthentication;
  const asked = Object.entries(parameters).map(([name, value]) => code(`${name}=${value}`));
  return proves ? `${[...asked, code('max_age')].join(', ')}; proves it` : asked.join(', ');
}

function row(provider: Provider): string[] {
  const { strategy, label, docs, protocol, scopes, pkce } = provider;
  const options = scopes.known.filter(({ option }) => option !== undefined).length;
  return [
    code(strategy),
    `[${label}](${docs})`,
    protocol,
    String(options),
    pkce ? 'yes' : 'no',
    describeOffline(provider),
    describeReauthentication(provider),
  ];
}

function describeKnown({ option, scope, byDefault, label }: KnownScope): string[] {
  return [option ? code(option) : '', scope ? code(scope) : '', byDefault ? 'on' : '', label];
}

function section({ label, strategy, scopes, apiBaseUrls }: Provider): string {
  const facts = [
    `Asked for at every sign-in: ${scopes.login.length > 0 ? scopes.login.map(code).join(', ') : 'nothing'}.`,
    ...(apiBaseUrls.length > 0 ? [`Its API: ${apiBaseUrls.map(code).join(', ')}.`] : []),
  ];
  const known =
    scopes.known.length > 0
      ? table(['option', 'scope', 'default', 'what it lets you do'], scopes.known.map(describeKnown))
      : 'Scopes are written into `options.scope`; there are no switches.';
  return [`## ${label} (${code(strategy)})`, facts.join(' '), known].join('\n\n');
}

/** providers.md: the identity providers, and the scopes that their connections can ask for. */
export function describeProviders(): string {
  const all = [...providers.values()];
  return page(
    'Identity providers',
    'The strategies of connections. The number of scope options is that of Auth0’s switches (`options.NAME: true`); any other scope goes into `options.scope`, or into `connection_scope` of one sign-in.',
    table(
      ['strategy', 'provider', 'protocol', 'scope options', 'PKCE', 'refresh token', 'fresh sign-in'],
      all.map(row),
    ),
    ...all.map(section),
  );
}
