import { expect } from 'vitest';
import type { OpenIdProvider } from '../provider.ts';
import { ask, discover, readUserinfo, signIn } from '../relying-party.ts';
import type { Module, Modules } from './module.ts';

type Type = 'string' | 'boolean' | 'object' | 'number';

/** OpenID Connect Core section 5.1. */
const types: Readonly<Record<string, Type>> = {
  sub: 'string',
  name: 'string',
  given_name: 'string',
  family_name: 'string',
  nickname: 'string',
  picture: 'string',
  locale: 'string',
  email: 'string',
  email_verified: 'boolean',
  phone_number: 'string',
  phone_number_verified: 'boolean',
  address: 'object',
  updated_at: 'number',
};

const claimsOf = { profile: ['name'], email: ['email', 'email_verified'], phone: [], address: [] } as const;

function typeOf(op: OpenIdProvider, name: string): Type | undefined {
  return name === 'updated_at' && op.differences.includes('updated_at_is_text') ? 'string' : types[name];
}

/** Asks for these scopes: what they promise comes, in the right type, and nothing of the other scopes. */
const returns =
  (...scopes: readonly (keyof typeof claimsOf)[]): Module =>
  async (op) => {
    const info = await readUserinfo(await signIn(op, { parameters: { scope: ['openid', ...scopes].join(' ') } }));
    for (const [name, value] of Object.entries(info)) {
      const type = typeOf(op, name);
      if (type !== undefined) expect(typeof value, name).toBe(type);
    }
    for (const [scope, names] of Object.entries(claimsOf)) {
      const asked = scopes.some((one) => one === scope);
      for (const name of names) expect(name in info, name).toBe(asked);
    }
  };

export const returnedClaims: Modules = {
  'oidcc-scope-profile': returns('profile'),
  'oidcc-scope-email': returns('email'),
  'oidcc-scope-address': returns('address'),
  'oidcc-scope-phone': returns('phone'),
  'oidcc-scope-all': returns('profile', 'email', 'address', 'phone'),
  'oidcc-claims-essential': async (op) => {
    const claims = JSON.stringify({ userinfo: { name: { essential: true } } });
    if ((await discover(op)).claims_parameter_supported) {
      expect((await readUserinfo(await signIn(op, { parameters: { claims } }))).name).toEqual(expect.any(String));
      return;
    }
    // The plan leaves it out then; a request that is not understood in full is refused all the same.
    expect((await ask(op, { claims, state: 'x' })).url.searchParams.get('error')).toBe('invalid_request');
  },
};
