import { expect } from 'vitest';
import { later } from '../later.ts';
import type { OpenIdProvider } from '../provider.ts';
import { ask, type SignedIn, type SignInOptions, signIn } from '../relying-party.ts';
import type { Modules } from './module.ts';

const needsPerson = ['login_required', 'interaction_required', 'consent_required', 'account_selection_required'];

/** Signs in again in the same browser; says how many times somebody had to sign in for it. */
async function again(op: OpenIdProvider, first: SignedIn, options: SignInOptions, seconds = 0) {
  const before = op.signIns();
  const second = await later(seconds, () => signIn(op, { ...options, browser: first.browser }));
  return { second, signIns: op.signIns() - before };
}

function expectSameSession(first: SignedIn, second: SignedIn): void {
  expect(second.claims.sub).toBe(first.claims.sub);
  if (first.claims.auth_time !== undefined && second.claims.auth_time !== undefined) {
    expect(second.claims.auth_time).toBe(first.claims.auth_time);
  }
}

export const sessions: Modules = {
  'oidcc-prompt-login': async (op) => {
    const first = await signIn(op);
    const { second, signIns } = await again(op, first, { parameters: { prompt: 'login' } }, 2);
    expect(signIns).toBe(1);
    const [before, after] = [first.claims.auth_time, second.claims.auth_time];
    if (before !== undefined && after !== undefined) expect(after).toBeGreaterThan(before);
  },
  'oidcc-prompt-none-not-logged-in': async (op) => {
    const { url, page } = await ask(op, { prompt: 'none', state: 'x', nonce: 'n' });
    expect(page).toBeUndefined();
    expect(needsPerson).toContain(url.searchParams.get('error'));
    expect(url.searchParams.get('state')).toBe('x');
  },
  'oidcc-prompt-none-logged-in': async (op) => {
    const first = await signIn(op);
    const { second, signIns } = await again(op, first, { parameters: { prompt: 'none' } });
    expect(signIns).toBe(0);
    expectSameSession(first, second);
  },
  'oidcc-id-token-hint': async (op) => {
    const first = await signIn(op);
    const parameters = { prompt: 'none', id_token_hint: first.tokens.id_token };
    const { second, signIns } = await again(op, first, { parameters });
    expect(signIns).toBe(0);
    expectSameSession(first, second);
  },
  'oidcc-max-age-1': async (op) => {
    const first = await signIn(op, { maxAge: 3600 });
    const { second, signIns } = await again(op, first, { maxAge: 1 }, 2);
    expect(signIns).toBe(1);
    expect(second.claims.auth_time).toBeGreaterThan(first.claims.auth_time!);
  },
  'oidcc-max-age-10000': async (op) => {
    const first = await signIn(op, { maxAge: 15_000 });
    const { second, signIns } = await again(op, first, { maxAge: 10_000 }, 2);
    expect(signIns).toBe(0);
    expect(second.claims.auth_time).toBe(first.claims.auth_time);
  },
};
