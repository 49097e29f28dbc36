import { ValetkeyError } from '../../../base/index.ts';
import { readSettings } from '../../../tenant/index.ts';
import type { RuleContext } from './context.ts';

/** RFC 9126 section 5: the client, or the tenant for all of them, may want requests pushed and nothing else. */
export async function checkPushed({ server, client, pushed }: RuleContext): Promise<void> {
  if (pushed) return;
  const ofClient = client.settings.require_pushed_authorization_requests;
  const { require_pushed_authorization_requests: ofTenant } = await readSettings(server.tenant);
  if (!ofClient && !ofTenant) return;
  throw new ValetkeyError('invalid_request', {
    description: 'The authorization request must be pushed to /oauth/par first',
  });
}
