import { createHash, randomBytes } from 'node:crypto';
import type { Json } from './behaviour.ts';

/** One consent of one user. */
export interface Grant {
  readonly subject: string;
  readonly scope: string;
  readonly nonce: string | undefined;
  readonly redirectUri: string;
  readonly challenge: string | undefined;
  readonly authTime: number;
  readonly offline: boolean;
  revoked: boolean;
}

/** What the IdP remembers: codes, tokens, who is who. */
export interface Grants {
  createCode(grant: Grant): string;
  /** Undefined when the code is unknown or used, or verifier or redirect_uri do not fit. */
  consumeCode(params: Readonly<Record<string, string>>): Grant | undefined;
  createToken(kind: 'access' | 'refresh', grant: Grant): string;
  find(kind: 'access' | 'refresh', token: string): Grant | undefined;
  /** Takes one refresh token out of use: the next use of it revokes the grant. */
  retire(refreshToken: string): void;
  revoke(token: string): void;
}

export function createGrants(): Grants {
  const codes = new Map<string, Grant>();
  const tokens = new Map<string, { kind: string; grant: Grant; retired: boolean }>();
  const random = (prefix: string): string => `${prefix}_${randomBytes(18).toString('base64url')}`;

  return {
    createCode(grant) {
      const code = random('code');
      codes.set(code, grant);
      return code;
    },
    consumeCode(params) {
      const grant = codes.get(params.code ?? '');
      codes.delete(params.code ?? '');
      if (!grant || grant.redirectUri !== params.redirect_uri) return undefined;
      const sent = createHash('sha256')
        .update(params.code_verifier ?? '')
        .digest('base64url');
      if (grant.challenge ? grant.challenge !== sent : params.code_verifier !== undefined) return undefined;
      return grant;
    },
    createToken(kind, grant) {
      const token = random(kind === 'access' ? 'at' : 'rt');
      tokens.set(token, { kind, grant, retired: false });
      return token;
    },
    find(kind, token) {
      const entry = tokens.get(token);
      if (!entry || entry.kind !== kind || entry.grant.revoked) return undefined;
      if (entry.retired) {
        entry.grant.revoked = true;
        return undefined;
      }
      return entry.grant;
    },
    retire(refreshToken) {
      const entry = tokens.get(refreshToken);
      if (entry) entry.retired = true;
    },
    revoke(token) {
      const entry = tokens.get(token);
      if (entry) entry.grant.revoked = true;
    },
  };
}

/** The claims of somebody of whom the test said nothing. */
export function inventUser(subject: string): Json {
  return { sub: subject, email: `${subject}@example.com`, email_verified: true, name: `User ${subject}` };
}
