import { UnsecuredJWT } from 'jose';
import { expect } from 'vitest';
import type { OpenIdProvider } from '../provider.ts';
import { ask, discover } from '../relying-party.ts';
import type { Module, Modules } from './module.ts';

/** No redirect: whoever sent this may be anybody (RFC 6749 section 4.1.2.1). */
const expectErrorPage =
  (redirectUri: (op: OpenIdProvider) => string): Module =>
  async (op) => {
    const { page } = await ask(op, { redirect_uri: redirectUri(op), state: 'x' });
    expect(page?.status).toBeGreaterThanOrEqual(400);
  };

const requestObject = (more: Readonly<Record<string, string>>) =>
  new UnsecuredJWT({ state: 'inside', nonce: 'inside', ...more }).encode();

/** OpenID Connect Core section 6: understood, or refused as not supported; nothing between. */
const understoodOrRefused =
  (parameter: 'request' | 'request_uri', object: (op: OpenIdProvider) => string): Module =>
  async (op) => {
    const server = await discover(op);
    const { url, page } = await ask(op, { [parameter]: object(op), state: 'outside', nonce: 'outside' });
    const supported = server[`${parameter}_parameter_supported`] ?? parameter === 'request_uri';
    if (supported) return void expect(url.searchParams.get('state')).toBe('inside');
    if (page) return void expect(page.status).toBeGreaterThanOrEqual(400);
    expect([`${parameter}_not_supported`, 'invalid_request']).toContain(url.searchParams.get('error'));
  };

export const refusals: Modules = {
  'oidcc-ensure-registered-redirect-uri': expectErrorPage((op) => `${op.basic.callback}/${crypto.randomUUID()}`),
  'oidcc-redirect-uri-query-added': expectErrorPage((op) => `${op.basic.callback}?foo=bar`),
  'oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported': understoodOrRefused('request', () =>
    requestObject({}),
  ),
  'oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported': understoodOrRefused(
    'request_uri',
    () => 'https://127.0.0.1:9/request-object',
  ),
  'oidcc-ensure-request-object-with-redirect-uri': understoodOrRefused('request', (op) =>
    requestObject({ redirect_uri: op.basic.callback }),
  ),
};
