import { ValetkeyError } from '../base/index.ts';
import { type JsonObject, resolveExtraRequests } from '../providers/index.ts';
import type { IdpConnection } from './connection.ts';
import type { Deps } from './deps.ts';
import { createFailure } from './failure.ts';
import type { IdpMetadata } from './metadata.ts';
import { isTemporary } from './token-answer.ts';

type Ask = (what: string, url: string) => Promise<unknown>;

function createAsk(deps: Deps, connection: IdpConnection, accessToken: string): Ask {
  const headers = { accept: 'application/json', ...connection.provider.profileHeaders?.(connection.options) };
  return async (what, url) => {
    const answer = await deps.egress.request(url, { headers: { ...headers, authorization: `Bearer ${accessToken}` } });
    const { status } = answer;
    if (status >= 200 && status < 300) return answer.json();
    const refused = status === 401 || status === 403 ? 'idp_refused' : 'idp_answer_invalid';
    throw createFailure(isTemporary(status) ? 'idp_unreachable' : refused, `${what}: status ${status}`, { status });
  };
}

/** Asks the IdP who the user is: its userinfo endpoint, then what else the provider wants. */
export async function requestProfile(
  deps: Deps,
  connection: IdpConnection,
  metadata: IdpMetadata,
  accessToken: string,
): Promise<{ userinfo?: JsonObject; extra: Record<string, unknown> }> {
  const ask = createAsk(deps, connection, accessToken);
  const { userinfo_endpoint: endpoint } = metadata;
  const userinfo = endpoint === undefined ? undefined : await ask('userinfo', endpoint);
  if (endpoint !== undefined && (typeof userinfo !== 'object' || userinfo === null || Array.isArray(userinfo))) {
    throw new ValetkeyError('idp_answer_invalid', { detail: 'userinfo: not an object' });
  }
  const extra: Record<string, unknown> = {};
  await Promise.all(
    resolveExtraRequests(connection.provider, metadata).map(async ({ name, url, optional }) => {
      try {
        extra[name] = await ask(name, url);
      } catch (error) {
        if (!optional) throw error;
      }
    }),
  );
  return { ...(userinfo !== undefined && { userinfo: userinfo as JsonObject }), extra };
}
