import { z } from 'zod';
import { Secret, seal } from '../../base/index.ts';
import { clientSettings } from '../../contract/index.ts';
import type { JsonObject } from '../../providers/index.ts';
import { type ClientRecord, saveClient } from '../../storage/index.ts';
import { clientSecretContext, hashClientSecret } from '../clients.ts';
import { checkCallbackUrls } from './callback-urls.ts';
import { type Entry, mergeSettings } from './entries.ts';
import type { Report } from './report.ts';
import { type Run, saveChange } from './run.ts';

export const clientEntry = clientSettings.extend({
  // AS-51: `<client_id>@clients` is the subject of machine tokens, so an id holds nothing that could pass for more.
  client_id: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 letters, digits, _ or -')
    .optional(),
  client_secret: z
    .string()
    .min(1)
    .transform((text) => new Secret(text))
    .optional(),
});

export type ClientEntry = Entry<z.output<typeof clientEntry>>;

/** Not settings: kept elsewhere, or what Auth0 computes. */
export const notClientSettings = [
  ...['client_id', 'client_secret', 'tenant', 'global', 'signing_keys', 'callback_url_template'],
];
const guessableLength = 16;

/** What can be said of a client without the store. */
export function checkClient({ path, checked, given }: ClientEntry, report: Report): void {
  checkCallbackUrls([...path, 'callbacks'], checked.callbacks, report);
  checkCallbackUrls([...path, 'allowed_logout_urls'], checked.allowed_logout_urls, report);
  if ((checked.client_secret?.reveal().length ?? guessableLength) < guessableLength) {
    report.warn([...path, 'client_secret'], `is shorter than ${guessableLength} characters`);
  }
  if (given.client_authentication_methods) {
    report.warn([...path, 'client_authentication_methods'], 'is not supported: the client needs its secret');
  }
}

/** Applications that run in a browser or on a phone cannot keep a secret, unless it is said that they can. */
function defaultsFor(appType: unknown): JsonObject {
  return appType === 'spa' || appType === 'native' ? { token_endpoint_auth_method: 'none' } : {};
}

/**
 * Writes the client as the entry wants it; `found` is what is stored of it.
 * @returns its id, and the secret when one was made
 */
export async function applyClient(
  run: Run,
  entry: ClientEntry,
  found: ClientRecord | undefined,
): Promise<{ clientId: string; secret: Secret | undefined }> {
  const { tenant, db } = run;
  const { name, client_secret, client_id, app_type } = entry.checked;
  // A stored client keeps its method, unless null asks for the default again.
  const defaults = found && entry.given.token_endpoint_auth_method !== null ? {} : defaultsFor(app_type);
  const settings = { ...defaults, ...mergeSettings(found?.settings ?? {}, entry.given) };
  const clientId = found?.clientId ?? client_id ?? tenant.ids.alphanumeric(32);
  const isPublic = settings.token_endpoint_auth_method === 'none';
  const generates = !client_secret && !isPublic && !found?.secretHash;
  const secret = generates ? new Secret(tenant.ids.token(48)) : client_secret;
  const secretHash = secret ? hashClientSecret(tenant, clientId, secret.reveal()) : (found?.secretHash ?? null);
  const before = found && { settings: found.settings, secretHash: found.secretHash };
  await saveChange(run, { section: 'clients', name }, before, { settings, secretHash }, async () => {
    const secretSealed = secret
      ? seal(tenant.keyring, clientSecretContext(tenant, clientId), secret.reveal())
      : (found?.secretSealed ?? null);
    await saveClient(db, { clientId, settings, secretHash, secretSealed }, tenant.clock.now());
    if (generates) run.generatedSecrets.push(name);
  });
  return { clientId, secret: generates ? secret : undefined };
}
