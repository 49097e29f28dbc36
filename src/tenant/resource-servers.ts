import { type ResourceServerSettings, resourceServerSettings } from '../contract/index.ts';
import { listResourceServers } from '../storage/index.ts';
import type { Tenant } from './tenant.ts';

/** An API for which tokens are issued. */
export interface ResourceServer {
  readonly identifier: string;
  readonly isSystem: boolean;
  readonly settings: ResourceServerSettings;
  readonly scopes: ReadonlySet<string>;
}

export async function findResourceServer(tenant: Tenant, identifier: string): Promise<ResourceServer | undefined> {
  const byIdentifier = await tenant.configuration.read('resource-servers', async () => {
    const servers = (await listResourceServers(tenant.store.db)).map((record) => {
      const settings = resourceServerSettings.parse(record.settings);
      const scopes = new Set(settings.scopes.map((scope) => scope.value));
      return { identifier: record.identifier, isSystem: record.isSystem, settings, scopes };
    });
    return new Map<string, ResourceServer>(servers.map((server) => [server.identifier, server]));
  });
  return byIdentifier.get(identifier);
}
