import { oidcConnection, other, startBroker, tenantFile, web } from '../broker/index.ts';
import { startTestIdp } from '../idps/index.ts';
import type { OpenIdProvider } from './provider.ts';

const logoutUrl = 'http://127.0.0.1:9/bye';

export interface ValetkeyOptions {
  /** What it takes for its own address; its real one unless told. */
  readonly issuer?: string;
}

/** Valetkey, with a test IdP behind it that signs everybody in at once. */
export async function startValetkey(options: ValetkeyOptions = {}): Promise<OpenIdProvider & { url: string }> {
  // `later` moves the clock of both.
  const idp = await startTestIdp({ clock: { now: () => Date.now() } });
  const config = options.issuer === undefined ? {} : { issuer: options.issuer };
  const broker = await startBroker({ tenant: tenantFile(oidcConnection('con1', idp)), config });
  return {
    issuer: broker.issuer,
    url: broker.url,
    basic: web,
    post: web,
    other,
    logoutUrl,
    extra: { connection: 'con1' },
    signIns: () => idp.requests('authorize').length,
    differences: ['invalid_grant_is_403', 'updated_at_is_text', 'no_token_in_body'],
    async close() {
      await broker.close();
      await idp.close();
    },
  };
}
