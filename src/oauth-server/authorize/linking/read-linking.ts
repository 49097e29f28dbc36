import { ValetkeyError } from '../../../base/index.ts';
import { findConnection, isEnabledFor } from '../../../tenant/index.ts';
import { readIdTokenHint } from '../../logout/read-hint.ts';
import { splitScope } from '../../parameters.ts';
import type { RuleContext } from '../rules/context.ts';

/** What is to be done with an account of the user, in place of a sign-in. */
export interface LinkingWish {
  readonly kind: 'link' | 'unlink';
  /** Name of the connection of the account. */
  readonly connection: string;
  readonly connectionScope: string | undefined;
}

const scopes = { link_account: 'link', unlink_account: 'unlink' } as const;

function invalid(description: string): ValetkeyError {
  return new ValetkeyError('invalid_request', { description });
}

/**
 * A request of the newer SDKs: scope `link_account` or `unlink_account`, `requested_connection`, and in `id_token_hint`
 * an ID token of this client, which says whose account it is about. What it says is proven by the session, later.
 */
export async function readLinking({ server, parameters, client }: RuleContext): Promise<LinkingWish | undefined> {
  const asked = splitScope(parameters.get('scope'));
  const [scope, other] = (['link_account', 'unlink_account'] as const).filter((name) => asked.includes(name));
  if (scope === undefined) return undefined;
  if (other !== undefined) throw invalid('link_account and unlink_account exclude each other');
  const hint = parameters.get('id_token_hint');
  const name = parameters.get('requested_connection');
  if (hint === undefined) throw invalid('Missing required parameter: id_token_hint');
  if (name === undefined) throw invalid('Missing required parameter: requested_connection');
  if ((await readIdTokenHint(server.tenant, hint)).clientId !== client.clientId) {
    throw invalid('id_token_hint is of another client');
  }
  // The page names the application, and a name that its owner chose is no reason to trust it with this.
  if (!client.settings.is_first_party)
    throw new ValetkeyError('unauthorized_client', { description: 'Third parties may not link accounts' });
  const connection = await findConnection(server.tenant, name);
  if (!connection || !isEnabledFor(connection, client.clientId))
    throw invalid('the requested connection is not enabled');
  return { kind: scopes[scope], connection: name, connectionScope: parameters.get('requested_connection_scope') };
}
