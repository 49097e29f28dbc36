import { ValetkeyError } from '../../../base/index.ts';
import { readIdTokenHint } from '../../logout/read-hint.ts';
import type { RuleContext } from './context.ts';

/**
 * The user that the application expects: nobody else may be answered with (OpenID Connect Core section 3.1.2.2).
 * A hint that is not ours is no statement about our users; it may be one for the IdP, as `upstream_params` allows.
 */
export async function readHintedUser({ server, parameters }: RuleContext): Promise<string | undefined> {
  const hint = parameters.get('id_token_hint');
  if (hint === undefined) return undefined;
  try {
    return (await readIdTokenHint(server.tenant, hint)).userId;
  } catch (error) {
    if (error instanceof ValetkeyError) return undefined;
    throw error;
  }
}
