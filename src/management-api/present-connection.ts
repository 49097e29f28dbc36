import { connectionMembers, connectionSettings, type ShownConnection } from '../contract/index.ts';
import { shownOptions } from '../providers/index.ts';
import type { Connection } from '../tenant/index.ts';

const known = [...Object.keys(connectionSettings.shape), ...connectionMembers];

/**
 * A connection as the Management API shows it. Options need read:connections, and what could be a secret, or is not
 * known here, needs read:connections_options beside it.
 */
export function presentConnection(connection: Connection, scopes: ReadonlySet<string>): ShownConnection {
  const { id, name, provider, options, settings, enabledClients } = connection;
  const withSecrets = scopes.has('read:connections_options');
  const shown = Object.entries(settings).filter(([member]) => withSecrets || known.includes(member));
  return {
    ...Object.fromEntries(shown),
    id,
    name,
    strategy: provider.strategy,
    // Auth0 shows both of enterprise connections only.
    ...(!provider.social && {
      display_name: settings.display_name ?? name,
      show_as_button: settings.show_as_button ?? false,
    }),
    ...(scopes.has('read:connections') && { options: { ...shownOptions(provider, options, withSecrets) } }),
    realms: settings.realms ?? [name],
    is_domain_connection: settings.is_domain_connection,
    enabled_clients: [...enabledClients],
  };
}
