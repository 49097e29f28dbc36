import { pageAddress, type TenantSettings, type WebhookSettings, webAsset } from '../../contract/index.ts';
import type { JsonObject } from '../../providers/index.ts';
import { findTenant, saveTenantSettings } from '../../storage/index.ts';
import { brandingMember } from './branding.ts';
import { checkCallbackUrls } from './callback-urls.ts';
import { customTextMember } from './custom-text.ts';
import { type Entry, mergeSettings, omit } from './entries.ts';
import type { Report } from './report.ts';
import { type Run, saveChange } from './run.ts';
import { applyWebhooks } from './webhooks.ts';

export interface SettingsEntry extends Entry<TenantSettings> {
  /** They hold secrets, so they are not kept with the settings. Undefined leaves them as they are. */
  readonly webhooks: readonly WebhookSettings[] | undefined;
}

function withoutWebhooks(given: JsonObject): JsonObject {
  const { idp_tokens, ...others } = given;
  if (typeof idp_tokens !== 'object' || idp_tokens === null || !('webhooks' in idp_tokens)) return given;
  return { ...others, idp_tokens: omit(idp_tokens as JsonObject, ['webhooks']) };
}

/** What can be said of settings without the store. */
export function checkSettings(entry: Entry<TenantSettings>, report: Report): SettingsEntry {
  const { path, checked } = entry;
  checkCallbackUrls([...path, 'allowed_logout_urls'], checked.allowed_logout_urls ?? [], report);
  for (const name of ['default_redirection_uri', 'support_url'] as const) {
    if (checked[name]) report.check([...path, name], pageAddress, checked[name]);
  }
  if (checked.picture_url) report.check([...path, 'picture_url'], webAsset, checked.picture_url);
  if (checked.flags?.userinfo_token_in_query) {
    const text =
      'access tokens in addresses end up in logs and histories; only old clients such as passport-auth0 need it';
    report.warn([...path, 'flags', 'userinfo_token_in_query'], text);
  }
  for (const member of [brandingMember, customTextMember]) {
    if (member in entry.given) report.refuse([...path, member], 'stands in a section of its own');
  }
  const webhooks = checked.idp_tokens?.webhooks;
  const urls = webhooks?.map(({ url }) => url) ?? [];
  for (const [index, url] of urls.entries()) {
    if (urls.indexOf(url) !== index) report.refuse([...path, 'idp_tokens', 'webhooks', index, 'url'], 'is given twice');
  }
  // Exports write settings that are not set as empty text.
  const given = Object.entries(entry.given).map(([name, member]) => [name, member === '' ? null : member]);
  return { ...entry, given: withoutWebhooks(Object.fromEntries(given)), webhooks };
}

export async function applySettings(run: Run, entry: SettingsEntry | undefined): Promise<void> {
  if (!entry) return;
  const before = (await findTenant(run.db))?.settings ?? {};
  const after = mergeSettings(before, entry.given);
  await saveChange(run, { section: 'tenant', name: 'settings' }, before, after, () =>
    saveTenantSettings(run.db, after),
  );
  await applyWebhooks(run, [...entry.path, 'idp_tokens', 'webhooks'], entry.webhooks);
}
