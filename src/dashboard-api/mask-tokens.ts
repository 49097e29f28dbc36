import { isTooDeep, ValetkeyError } from '../base/index.ts';

/** Characters of an answer that are shown: with UTF-8 at most 64 KB of what is usual. */
const longest = 64 * 1024;
/** Levels of a JSON answer: its members are looked at one by one. */
const deepest = 64;
const masked = '[masked]';

/** Names of members that hold secrets wherever they come. */
const secretName = /token|secret|password|passwd|api_?key|authorization|credential|assertion|cookie|session/i;
/** A JWT, and any long run of the letters that tokens are made of: rather an id too many than a token. */
const secretText = /\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*|[\w-]{40,}/g;

function maskMembers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(maskMembers);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      const holdsSecret = secretName.test(name) && inner !== null && typeof inner !== 'boolean';
      return [name, holdsSecret ? masked : maskMembers(inner)];
    }),
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * An IdP's answer as it may be shown: without the token that it was asked with, nor anything that looks like one.
 * @throws {ValetkeyError} `idp_answer_invalid` for JSON in which nobody can look for secrets
 */
export function maskTokens(text: string, token: string): { body: string; truncated: boolean } {
  const without = text.replaceAll(token, masked).replaceAll(JSON.stringify(token).slice(1, -1), masked);
  const json = parse(without);
  if (json !== undefined && isTooDeep(without, deepest)) {
    throw new ValetkeyError('idp_answer_invalid', { detail: 'the JSON is nested too deeply' });
  }
  const shown = json === undefined ? without : JSON.stringify(maskMembers(json), null, 2);
  const body = shown.replaceAll(secretText, masked);
  return { body: body.slice(0, longest), truncated: body.length > longest };
}
