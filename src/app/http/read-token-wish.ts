import type { IncomingHttpHeaders } from 'node:http';
import { ValetkeyError } from '../../base/index.ts';
import { readSettings, type Tenant } from '../../tenant/index.ts';
import type { ReadWish } from '../../vault/index.ts';

/** Ours: `valetkey-minimum-life: 300` asks for a token that lives five minutes more. */
const lifeHeader = 'valetkey-minimum-life';
/** Ours: `valetkey-idp-tokens: as-auth0` asks for the token as it was stored, whatever its age. */
const modeHeader = 'valetkey-idp-tokens';

function readMinimumLife(text: string | string[] | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (typeof text === 'string' && /^\d{1,5}$/.test(text)) return Number(text);
  throw new ValetkeyError('invalid_query_string', {
    description: `Header validation error: 'Expected whole seconds, at most 99999' on ${lifeHeader}.`,
  });
}

/**
 * How the caller wants IdP tokens.
 * @throws {ValetkeyError} `invalid_query_string` for a header that says nothing we know
 */
export async function readTokenWish(tenant: Tenant, headers: IncomingHttpHeaders): Promise<ReadWish> {
  const mode = headers[modeHeader];
  if (mode !== undefined && mode !== 'as-auth0' && mode !== 'fresh') {
    throw new ValetkeyError('invalid_query_string', {
      description: `Header validation error: 'Expected fresh or as-auth0' on ${modeHeader}.`,
    });
  }
  const asAuth0 = mode === undefined ? (await readSettings(tenant)).idp_tokens?.as_auth0 === true : mode === 'as-auth0';
  return { freshness: 'fresh', minimumLife: readMinimumLife(headers[lifeHeader]), asAuth0 };
}
