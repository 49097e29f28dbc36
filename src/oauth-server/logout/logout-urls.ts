import { type Client, readSettings } from '../../tenant/index.ts';
import type { OauthServer } from '../oauth-server.ts';

/** Where a logout may lead: the client's list when the client is known, else the tenant's (Auth0's rule). */
export async function allowedLogoutUrls(server: OauthServer, client: Client | undefined): Promise<readonly string[]> {
  return client ? client.settings.allowed_logout_urls : ((await readSettings(server.tenant)).allowed_logout_urls ?? []);
}
