import { expect } from 'vitest';
import { type Parameters, signIn } from '../relying-party.ts';
import type { Module, Modules } from './module.ts';

/** A request with these parameters has to succeed, whatever the provider makes of them. */
const succeedsWith =
  (parameters: Parameters): Module =>
  async (op) => {
    expect((await signIn(op, { parameters })).claims.sub).toBeTruthy();
  };

export const requestParameters: Modules = {
  'oidcc-display-page': succeedsWith({ display: 'page' }),
  'oidcc-display-popup': succeedsWith({ display: 'popup' }),
  'oidcc-login-hint': succeedsWith({ login_hint: 'vera@example.com' }),
  'oidcc-ui-locales': succeedsWith({ ui_locales: 'se' }),
  'oidcc-claims-locales': succeedsWith({ claims_locales: 'se' }),
  'oidcc-ensure-request-with-acr-values-succeeds': succeedsWith({ acr_values: '1 2' }),
  'oidcc-ensure-request-with-unknown-parameter-succeeds': succeedsWith({ extra: 'foobar' }),
};
