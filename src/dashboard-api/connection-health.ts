import { ValetkeyError } from '../base/index.ts';
import { getConnectionHealth } from '../contract/index.ts';
import { createIdpConnection } from '../idp-client/index.ts';
import { isAlwaysOffline } from '../providers/index.ts';
import {
  type Connection,
  findConnectionById,
  findConnectionWarnings,
  isSwitchedOn,
  type Tenant,
} from '../tenant/index.ts';
import { countGrants, type GrantCounts, type Vault } from '../vault/index.ts';
import { answer, type DashboardOperation, serve } from './request.ts';

interface Finding {
  readonly level: 'info' | 'warning' | 'error';
  readonly text: string;
}

const share = (part: number, all: number) => (all === 0 ? 0 : part / all);

const toSentence = (text: string) => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;

/** What the settings alone tell. */
async function findInSettings(tenant: Tenant, connection: Connection): Promise<Finding[]> {
  const { provider, options, enabledClients, settings } = connection;
  const warnings = await findConnectionWarnings(tenant, connection);
  const findings: Finding[] = warnings.map((text) => ({ level: 'warning', text: toSentence(text) }));
  if (!isSwitchedOn(connection)) findings.push({ level: 'warning', text: 'The connection is switched off.' });
  if (enabledClients.length === 0) {
    findings.push({ level: 'warning', text: 'No application has it: nobody can sign in by it.' });
  }
  if (settings.idp_tokens?.readable === false) {
    findings.push({ level: 'info', text: 'Its tokens are closed for reading: no backend gets them.' });
  }
  if (provider.tokens.refreshable && provider.offline && !isAlwaysOffline(options)) {
    const text = 'Offline access is not asked for by itself: tokens end, and cannot be renewed, unless a sign-in asks.';
    findings.push({ level: 'info', text });
  }
  if (!provider.tokens.refreshable && provider.tokens.lifetime !== undefined) {
    findings.push({ level: 'info', text: 'This provider gives no refresh tokens: users sign in again when one ends.' });
  }
  return findings;
}

function findInGrants(counts: GrantCounts): Finding[] {
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const { needs_reauthorization: broken, partial, expiring } = counts;
  const findings: Finding[] = [];
  if (share(broken, all) > 0.2) {
    const text = `${broken} of ${all} grants need their users again: was consent taken back, or the client changed at the provider?`;
    findings.push({ level: 'warning', text });
  }
  if (partial > 0)
    findings.push({ level: 'info', text: `${partial} users did not grant every scope that was asked for.` });
  if (expiring > 0) findings.push({ level: 'info', text: `${expiring} tokens end soon and cannot be renewed.` });
  return findings;
}

/** Whether the provider's own description can be read; what it answered is not repeated. */
async function findAtProvider({ idpClient }: Vault, connection: Connection): Promise<Finding[]> {
  try {
    await idpClient.discover(createIdpConnection(connection));
    return [];
  } catch (error) {
    if (!(error instanceof ValetkeyError)) throw error;
    const { text } = error.entry;
    return [{ level: 'error', text: `The provider's addresses could not be found out: ${text}` }];
  }
}

export const connectionHealthOperations: readonly DashboardOperation[] = [
  serve(getConnectionHealth, async ({ dashboard: { vault }, params }) => {
    const connection = await findConnectionById(vault.tenant, params.id);
    if (!connection) throw new ValetkeyError('unknown_connection');
    const counts = await countGrants(vault.tenant, connection.id);
    const inSettings = await findInSettings(vault.tenant, connection);
    const atProvider = await findAtProvider(vault, connection);
    return answer(200, { counts, findings: [...atProvider, ...inSettings, ...findInGrants(counts)] });
  }),
];
