import { expect } from 'vitest';
import { discover } from '../relying-party.ts';
import type { Modules } from './module.ts';

const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

/** The config plan, and the first module of the logout plan. */
export const discovery: Modules = {
  'oidcc-discovery-endpoint-verification': async (op) => {
    const server = await discover(op);
    const { jwks_uri: keysAt = '' } = server;
    for (const endpoint of [server.authorization_endpoint, server.token_endpoint, server.userinfo_endpoint, keysAt]) {
      expect(URL.canParse(endpoint ?? '')).toBe(true);
    }
    expect(server.response_types_supported).toContain('code');
    expect(server.subject_types_supported).toEqual(expect.arrayContaining(['public']));
    expect(server.id_token_signing_alg_values_supported).toEqual(expect.arrayContaining(['RS256']));
    expect(server.scopes_supported).toContain('openid');
    expect(server.claims_supported).toContain('sub');
    const { keys } = (await (await fetch(keysAt)).json()) as { keys: Record<string, unknown>[] };
    expect(keys.length).toBeGreaterThan(0);
    for (const key of keys) for (const name of privateMembers) expect(key).not.toHaveProperty(name);
    const ids = keys.map(({ kid }) => kid);
    expect(ids.every((kid) => typeof kid === 'string')).toBe(true);
    expect(new Set(ids).size).toBe(ids.length);
  },
  'oidcc-rp-initiated-logout-discovery-endpoint-verification': async (op) => {
    expect(URL.canParse((await discover(op)).end_session_endpoint ?? '')).toBe(true);
  },
};
