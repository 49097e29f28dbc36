import { type Broker, type BrokerOptions, freePort, startBroker } from '../broker/index.ts';
import { selfSigned } from '../idps/certificate.ts';
import { trustTestCertificate } from './trust.ts';

export interface TlsBroker extends Broker {
  /** What an Auth0 SDK calls the domain: host and port. */
  readonly domain: string;
}

/** The real server behind TLS: Auth0's SDKs speak nothing else. */
export async function startTlsBroker(options: BrokerOptions): Promise<TlsBroker> {
  const distrust = trustTestCertificate();
  const port = options.port ?? (await freePort());
  const domain = `127.0.0.1:${port}`;
  const config = { issuer: `https://${domain}/`, tls: selfSigned, ...options.config };
  const broker = await startBroker({ ...options, port, config });
  return {
    ...broker,
    url: `https://${domain}`,
    domain,
    async close() {
      await broker.close();
      distrust();
    },
  };
}
