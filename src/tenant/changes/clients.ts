import { z } from 'zod';
import { Secret, seal, ValetkeyError } from '../../base/index.ts';
import { clientSettings, pageAddress, webAsset } from '../../contract/index.ts';
import type { JsonObject } from '../../providers/index.ts';
import { type ClientRecord, saveClient } from '../../storage/index.ts';
import { readPublicKey } from '../client-keys/public-key.ts';
import { planSettings, savePlannedKeys } from '../client-keys/save-keys.ts';
import { clientSecretContext, guessableLength, hashClientSecret } from '../clients.ts';
import { checkCallbackUrls, checkOrigins } from './callback-urls.ts';
import { type Entry, mergeSettings } from './entries.ts';
import type { Path, Report } from './report.ts';
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

const keysPath = ['client_authentication_methods', 'private_key_jwt', 'credentials'];

type KeyMethod = NonNullable<NonNullable<ClientEntry['checked']['client_authentication_methods']>['private_key_jwt']>;

/** Keys that are none are told of with their place, all at once. */
function checkKeys(path: Path, { credentials }: KeyMethod, report: Report): void {
  for (const [index, credential] of credentials.entries()) {
    if (!('pem' in credential)) continue;
    try {
      readPublicKey(credential.pem);
    } catch (error) {
      if (!(error instanceof ValetkeyError)) throw error;
      report.refuse([...path, index, 'pem'], error.description);
    }
  }
}

/** What can be said of a client without the store. */
export function checkClient({ path, checked }: ClientEntry, report: Report): void {
  checkCallbackUrls([...path, 'callbacks'], checked.callbacks, report);
  checkCallbackUrls([...path, 'allowed_logout_urls'], checked.allowed_logout_urls, report);
  checkOrigins([...path, 'web_origins'], checked.web_origins, report);
  checkOrigins([...path, 'allowed_origins'], checked.allowed_origins, report);
  // Exports write what is not set as empty text.
  if (checked.logo_uri) report.check([...path, 'logo_uri'], webAsset, checked.logo_uri);
  if (checked.initiate_login_uri)
    report.check([...path, 'initiate_login_uri'], pageAddress, checked.initiate_login_uri);
  if ((checked.client_secret?.reveal().length ?? guessableLength) < guessableLength) {
    report.warn([...path, 'client_secret'], `is shorter than ${guessableLength} characters`);
  }
  const { private_key_jwt, ...others } = checked.client_authentication_methods ?? {};
  for (const method of Object.keys(others)) {
    report.warn([...path, 'client_authentication_methods', method], 'is not supported: the client cannot use it');
  }
  if (private_key_jwt) checkKeys([...path, ...keysPath], private_key_jwt, report);
  if (checked.jwt_configuration.alg === 'HS256') {
    report.warn([...path, 'jwt_configuration', 'alg'], 'HS256 is not supported: ID tokens are signed with RS256');
  }
}

/** Applications that run in a browser or on a phone cannot keep a secret, unless it is said that they can. */
function defaultsFor(appType: unknown): JsonObject {
  return appType === 'spa' || appType === 'native' ? { token_endpoint_auth_method: 'none' } : {};
}

/** The keys that the settings name; undefined when something is wrong with them, which is told with its place. */
async function planKeys({ tenant, db, report }: Run, entry: ClientEntry, clientId: string, settings: JsonObject) {
  try {
    return await planSettings(tenant, db, clientId, settings);
  } catch (error) {
    if (!(error instanceof ValetkeyError)) throw error;
    report.refuse([...entry.path, ...keysPath], error.description);
    return undefined;
  }
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
  const { name, client_secret, client_id, app_type, oidc_logout } = entry.checked;
  // A stored client keeps its method, unless null asks for the default again.
  const defaults = found && entry.given.token_endpoint_auth_method !== null ? {} : defaultsFor(app_type);
  const merged = { ...defaults, ...mergeSettings(found?.settings ?? {}, entry.given) };
  const clientId = found?.clientId ?? client_id ?? tenant.ids.alphanumeric(32);
  for (const [index, url] of (oidc_logout?.backchannel_logout_urls ?? []).entries()) {
    const problem = run.checkUrl(url);
    if (problem !== undefined) {
      run.report.refuse([...entry.path, 'oidc_logout', 'backchannel_logout_urls', index], problem);
    }
  }
  const planned = await planKeys(run, entry, clientId, merged);
  if (!planned) return { clientId, secret: undefined };
  const { settings, plan } = planned;
  for (const key of plan?.missing ?? []) {
    run.report.warn([...entry.path, ...keysPath], `the key ${key} is not known here: give its pem`);
  }
  const isPublic = settings.token_endpoint_auth_method === 'none';
  // Whoever has a key needs no secret.
  const hasKey = (plan?.credentials.length ?? 0) > 0;
  const generates = !client_secret && !isPublic && !hasKey && !found?.secretHash;
  const secret = generates ? new Secret(tenant.ids.token(48)) : client_secret;
  const secretHash = secret ? hashClientSecret(tenant, clientId, secret.reveal()) : (found?.secretHash ?? null);
  const before = found && { settings: found.settings, secretHash: found.secretHash, keys: 0 };
  const keys = (plan?.added.length ?? 0) + (plan?.changed.length ?? 0);
  await saveChange(run, { section: 'clients', name }, before, { settings, secretHash, keys }, async () => {
    const secretSealed = secret
      ? seal(tenant.keyring, clientSecretContext(tenant, clientId), secret.reveal())
      : (found?.secretSealed ?? null);
    await saveClient(db, { clientId, settings, secretHash, secretSealed }, tenant.clock.now());
    await savePlannedKeys(tenant, db, plan);
    if (generates) run.generatedSecrets.push(name);
  });
  return { clientId, secret: generates ? secret : undefined };
}
