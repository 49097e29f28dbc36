import { isoDate } from '../base/index.ts';
import { logTypes } from '../contract/index.ts';
import type { TenantLogRecord } from '../storage/index.ts';
import { findClient, findConnection, type Tenant } from '../tenant/index.ts';
import type { LogEvent } from './log-event.ts';

/** Characters of one text: nobody fills the log with one request. */
const longest = { short: 320, userAgent: 500, long: 2048 };

/** PostgreSQL's text cannot hold U+0000, and half a surrogate pair is no character. */
function clean(text: string | undefined, length = longest.short): string | undefined {
  return text === undefined || text === '' ? undefined : text.slice(0, length).replaceAll('\0', '').toWellFormed();
}

/** What of an entry depends on configuration: asked for when it is written, not when it happened. */
async function describeSubject(tenant: Tenant, { clientId, connection: name }: LogEvent) {
  const client = clientId === undefined ? undefined : await findClient(tenant, clientId);
  const connection = name === undefined ? undefined : await findConnection(tenant, name);
  return {
    client_name: clean(client?.settings.name),
    ...(connection && {
      connection_id: connection.id,
      strategy: connection.provider.strategy,
      strategy_type: connection.provider.social ? 'social' : 'enterprise',
    }),
  };
}

/** An event as it is kept, in Auth0's shape (auth0-wire section 6.4). Members that are undefined are not written. */
export async function toRecord(tenant: Tenant, event: LogEvent, logId: string): Promise<TenantLogRecord> {
  const [clientId, userId, ip] = [clean(event.clientId), clean(event.userId, longest.long), clean(event.ip)];
  const [connection, userAgent] = [clean(event.connection), clean(event.userAgent, longest.userAgent)];
  return {
    ...{ logId, type: event.type, clientId: clientId ?? null, userId: userId ?? null },
    ...{ connection: connection ?? null, ip: ip ?? null },
    entry: {
      date: isoDate(event.at),
      type: event.type,
      description: clean(event.description, longest.long) ?? logTypes[event.type],
      connection,
      client_id: clientId,
      ip,
      user_agent: userAgent,
      hostname: new URL(tenant.issuer).host,
      user_id: userId,
      user_name: clean(event.userName),
      audience: clean(event.audience, longest.long),
      scope: clean(event.scope, longest.long),
      isMobile: /\bMobi/i.test(userAgent ?? ''),
      details:
        event.administratorId === undefined
          ? event.details
          : { ...event.details, administrator_id: event.administratorId },
      ...(await describeSubject(tenant, event)),
    },
  };
}
