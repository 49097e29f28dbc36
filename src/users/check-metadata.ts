import { ValetkeyError } from '../base/index.ts';

type JsonObject = Record<string, unknown>;

/** Auth0 keeps these for itself, so that nobody takes metadata for what the server says. */
const reservedNames: ReadonlySet<string> = new Set([
  ...['__tenant', '_id', 'blocked', 'clientID', 'created_at', 'email', 'email_verified', 'globalClientID'],
  ...['global_client_id', 'identities', 'lastIP', 'lastLogin', 'loginsCount', 'metadata', 'multifactor'],
  ...['multifactor_last_modified', 'updated_at', 'user_id'],
]);

const deepest = 32;
/** Characters of JSON: lists read a hundred users at a time. */
const largest = 256 * 1024;

function refuse(property: string, reason: string): ValetkeyError {
  return new ValetkeyError('invalid_body', {
    description: `Payload validation error: '${reason}' on property ${property}.`,
  });
}

function checkNames(property: string, value: unknown, depth = 0): void {
  if (typeof value !== 'object' || value === null) return;
  if (depth > deepest) throw refuse(property, `Not more than ${deepest} levels`);
  for (const [name, inner] of Object.entries(value)) {
    if (!Array.isArray(value) && /[.$]/.test(name)) throw refuse(property, 'Names must not contain . or $');
    checkNames(property, inner, depth + 1);
  }
}

/**
 * Metadata after a change: merged at the first level only, null removes a member, an empty object removes all.
 * @throws {ValetkeyError} `invalid_body`
 */
export function mergeMetadata(
  property: 'user_metadata' | 'app_metadata',
  known: JsonObject | undefined,
  change: JsonObject | undefined,
): JsonObject | undefined {
  if (change === undefined) return known;
  const reserved =
    property === 'app_metadata' ? Object.keys(change).find((name) => reservedNames.has(name)) : undefined;
  if (reserved !== undefined) throw refuse(property, `${reserved} is a reserved name`);
  checkNames(property, change);
  const names = Object.entries(change);
  if (names.length === 0) return undefined;
  const merged = Object.fromEntries(
    [...Object.entries(known ?? {}), ...names].filter(
      ([name]) => change[name] !== null || !Object.hasOwn(change, name),
    ),
  );
  if (JSON.stringify(merged).length > largest) throw refuse(property, `Not more than ${largest} characters`);
  return merged;
}
