import { describe, expect, test } from 'vitest';
import { createEgress, createIdpClient, createIdpConnection } from '../../src/idp-client/index.ts';
import { providers } from '../../src/providers/index.ts';
import type { Fault, Json } from '../idps/index.ts';
import { authorization, callbackUrl, failureOf, setUp } from './set-up.ts';

describe('discovery', () => {
  test.each([
    ['another', { issuer: 'https://evil.example' }],
    ['the same with a slash', { issuer: 'slash' }],
    ['missing', { issuer: undefined }],
    ['no text', { issuer: 1 }],
  ])('CL-10: an issuer that is %s is refused', async (_name, metadata) => {
    const { client, connection, idp } = await setUp();
    idp.behave({ metadata: metadata.issuer === 'slash' ? { issuer: `${idp.url}/` } : metadata });
    expect((await failureOf(client.discover(connection))).code).toBe('idp_answer_invalid');
  });

  test('CL-10: an http issuer that is not loopback is not asked', async () => {
    const { client, connectionWith } = await setUp();
    const connection = connectionWith({ issuer: 'http://idp.example' });
    expect((await failureOf(client.discover(connection))).code).toBe('egress_refused');
  });

  test('CL-10: with a discovery address alone, the document must be of the origin that was asked', async () => {
    const { client, connectionWith, idp } = await setUp();
    const connection = connectionWith({
      issuer: undefined,
      discovery_url: `${idp.url}/.well-known/openid-configuration`,
    });
    expect((await client.discover(connection)).issuer).toBe(idp.url);
    const other = await setUp();
    other.idp.behave({ metadata: { issuer: 'https://accounts.example' } });
    const lying = other.connectionWith({
      issuer: undefined,
      discovery_url: `${other.idp.url}/.well-known/openid-configuration`,
    });
    expect((await failureOf(other.client.discover(lying))).code).toBe('idp_answer_invalid');
  });

  test.each<[string, Fault, string]>([
    ['HTML', { kind: 'html' }, 'idp_answer_invalid'],
    ['a list', { kind: 'answer', body: '[]' }, 'idp_answer_invalid'],
    ['null', { kind: 'answer', body: 'null' }, 'idp_answer_invalid'],
    ['404', { kind: 'answer', status: 404 }, 'idp_answer_invalid'],
    ['a redirect', { kind: 'redirect', to: 'https://evil.example/' }, 'idp_answer_invalid'],
    ['500', { kind: 'answer', status: 500 }, 'idp_unreachable'],
    ['silence', { kind: 'hang' }, 'idp_unreachable'],
  ])('T-H04: %s is told by its class only', async (_name, fault, code) => {
    const { client, connection, idp } = await setUp();
    idp.behave({ faults: { discovery: fault } });
    const error = await failureOf(client.discover(connection));
    expect(error.code).toBe(code);
    expect(JSON.stringify([error.message, error.detail])).not.toContain('secret page');
  });

  test.each<[Json, string]>([
    [{ token_endpoint: undefined }, 'connection_misconfigured'],
    [{ jwks_uri: undefined }, 'connection_misconfigured'],
    [{ token_endpoint: 5 }, 'idp_answer_invalid'],
    [{ userinfo_endpoint: {} }, 'idp_answer_invalid'],
  ])('a document with %j is refused', async (metadata, code) => {
    const { client, connection, idp } = await setUp();
    idp.behave({ metadata });
    expect((await failureOf(client.discover(connection))).code).toBe(code);
  });

  test('T-H01: an address inside that the document names is not called', async () => {
    const { idp, signIn } = await setUp();
    idp.behave({ metadata: { token_endpoint: 'https://169.254.169.254/token' } });
    expect((await failureOf(signIn())).code).toBe('egress_refused');
  });

  test('it is read once for many sign-ins at once, again after ten minutes, and the old one serves while that fails', async () => {
    const { advance, client, connection, idp } = await setUp();
    await Promise.all(Array.from({ length: 10 }, () => client.startAuthorization(connection, authorization)));
    expect(idp.requests('discovery')).toHaveLength(1);
    advance(10 * 60_000);
    idp.behave({ faults: { discovery: { kind: 'answer', status: 503 } } });
    for (let time = 0; time < 3; time += 1) await client.startAuthorization(connection, authorization);
    expect(idp.requests('discovery')).toHaveLength(2);
    advance(30_000);
    idp.behave({ faults: {}, metadata: { authorization_endpoint: `${idp.url}/new` } });
    expect((await client.startAuthorization(connection, authorization)).url).toContain('/new?');
  });

  test('an IdP that failed at first is asked again at once', async () => {
    const { client, connection, idp } = await setUp();
    idp.behave({ faults: { discovery: { kind: 'reset', times: 1 } } });
    await failureOf(client.discover(connection));
    expect((await client.discover(connection)).issuer).toBe(idp.url);
  });

  test('addresses of the settings go before those of the document', async () => {
    const { client, connectionWith, idp } = await setUp();
    const connection = connectionWith({ authorization_endpoint: `${idp.url}/mine` });
    expect(await client.discover(connection)).toMatchObject({
      authorization_endpoint: `${idp.url}/mine`,
      token_endpoint: `${idp.url}/token`,
    });
  });

  test('a connection without issuer and without addresses is set up wrongly', async () => {
    const { client, connectionWith } = await setUp();
    expect((await failureOf(client.discover(connectionWith({ issuer: undefined })))).code).toBe(
      'connection_misconfigured',
    );
  });

  test.each([...providers.values()].filter(({ strategy }) => strategy !== 'oidc'))(
    'T-H06: $strategy starts a sign-in without calling anybody',
    async (provider) => {
      const egress = createEgress({ allowPrivate: false, resolve: async (name) => expect.unreachable(name) });
      const client = createIdpClient({ egress, clock: { now: () => 0 }, callbackUrl });
      const options = { ...provider.examples[0]!.options, client_id: 'us', client_secret: 'secret' };
      const connection = createIdpConnection({ id: 'con_1', name: 'c', provider, options });
      const { url } = await client.startAuthorization(connection, authorization);
      expect(new URL(url).searchParams.get('redirect_uri')).toBe(callbackUrl);
      await egress.close();
    },
  );
});
