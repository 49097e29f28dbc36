import { describe, expect, test } from 'vitest';
import { findProvider, type Provider, readProfile, readSubject } from '../../src/providers/index.ts';

const provider = (strategy: string) => findProvider(strategy) as Provider;
const oidc = provider('oidc');
const claims = (given: Record<string, unknown>) => ({ claims: { sub: 's', ...given }, extra: {} });

describe('e-mail', () => {
  test.each(['true', 'false', 1, 0, 'yes', {}, [true], null, undefined])(
    'T-D13: email_verified %j is no proof',
    (email_verified) => {
      expect(readProfile(oidc, claims({ email: 'a@b.example', email_verified }), {}).email_verified).toBe(false);
    },
  );

  test('T-D13: the boolean true is proof; the text only from an IdP that documents it', () => {
    const raw = (value: unknown) => claims({ email: 'a@b.example', email_verified: value });
    const documented = { ...oidc, emailVerifiedIsText: true };
    expect(readProfile(oidc, raw(true), {}).email_verified).toBe(true);
    expect(readProfile(documented, raw('true'), {}).email_verified).toBe(true);
    for (const value of ['True', '1', 1, 'false'])
      expect(readProfile(documented, raw(value), {}).email_verified).toBe(false);
  });

  test.each([42, ['a@b.example'], { address: 'a@b.example' }, '', null])(
    'an e-mail that is %j is dropped with its proof',
    (email) => {
      const profile = readProfile(oidc, claims({ email, email_verified: true }), {});
      expect(profile).not.toHaveProperty('email');
      expect(profile).not.toHaveProperty('email_verified');
    },
  );

  test('a GitHub address counts as verified only by the entry that is primary', () => {
    const github = provider('github');
    const read = (emails: unknown, email: unknown = null) =>
      readProfile(github, { userinfo: { id: 1, login: 'o', email }, extra: { emails } }, {});
    expect(read([{ email: 'a@b.example', primary: true, verified: false }])).toMatchObject({ email_verified: false });
    expect(read([{ email: 'a@b.example', primary: false, verified: true }])).not.toHaveProperty('email');
    expect(read(undefined, 'public@b.example')).toMatchObject({ email: 'public@b.example', email_verified: false });
  });

  test('an Entra address is verified only by xms_edov or the operator', () => {
    const waad = provider('waad');
    const read = (given: Record<string, unknown>, options = {}) =>
      readProfile(waad, claims(given), options).email_verified;
    expect(read({ email: 'a@b.example', email_verified: true })).toBe(false);
    expect(read({ email: 'a@b.example', xms_edov: true })).toBe(true);
    expect(read({ upn: 'a@b.example', xms_edov: true })).toBe(false);
    expect(
      read({ email: 'a@b.example' }, { should_trust_email_verified_connection: 'always_set_emails_as_verified' }),
    ).toBe(true);
  });

  test('Facebook proves no address', () => {
    const raw = { userinfo: { id: '1', email: 'a@b.example', verified: true, email_verified: true }, extra: {} };
    expect(readProfile(provider('facebook'), raw, {}).email_verified).toBe(false);
  });
});

describe('attributes', () => {
  test('a named text attribute of another type is dropped', () => {
    const profile = readProfile(
      oidc,
      claims({ name: { first: 'J' }, given_name: 7, nickname: ['x'], email: 'jo@b.example' }),
      {},
    );
    expect(profile).toEqual({ email: 'jo@b.example', email_verified: false, name: 'jo', nickname: 'jo' });
  });

  test.each(['javascript:alert(1)', 'data:text/html,x', '//evil.example/x', 'http://'])(
    'the picture %s is no web address',
    (picture) => {
      expect(readProfile(oidc, claims({ picture }), {})).not.toHaveProperty('picture');
    },
  );

  test('name and nickname are always there when anything can stand in', () => {
    expect(readProfile(oidc, claims({ preferred_username: 'john' }), {})).toMatchObject({
      nickname: 'john',
      name: 'john',
    });
    expect(readProfile(oidc, claims({ email: 'j.foo@b.example' }), {})).toMatchObject({
      nickname: 'j.foo',
      name: 'j.foo',
    });
  });

  test('claims of the token itself do not become attributes', () => {
    const raw = claims({ iss: 'i', aud: 'a', exp: 1, nonce: 'n', at_hash: 'h', department: 'Keys' });
    expect(readProfile(oidc, raw, {})).toEqual({ department: 'Keys' });
  });

  test('an Entra attribute is kept out by its ext_ switch', () => {
    const raw = claims({ oid: 'o', upn: 'a@b.example', department: 'Keys' });
    const profile = readProfile(provider('waad'), raw, { ext_upn: false, ext_department: false });
    expect(profile).not.toHaveProperty('upn');
    expect(profile).not.toHaveProperty('department');
    expect(profile.oid).toBe('o');
  });

  test('an attribute map keeps types of lone placeholders and joins texts', () => {
    const attributes = {
      name: '${context.tokenset.first} ${context.userinfo.last}',
      level: '${context.tokenset.org.level}',
      stolen: '${context.tokenset.constructor.name}',
      source: 'idp',
    };
    const raw = { claims: { sub: 's', first: 'John', org: { level: 3 } }, userinfo: { last: 'Foo' }, extra: {} };
    const profile = readProfile(oidc, raw, { attribute_map: { mapping_mode: 'use_map', attributes } });
    expect(profile).toEqual({ name: 'John Foo', level: 3, source: 'idp' });
  });
});

describe('subject', () => {
  test('a number and its text are the same account', () => {
    const github = provider('github');
    expect(readSubject(github, { userinfo: { id: 7 }, extra: {} }, {})).toBe('7');
    expect(readSubject(github, { userinfo: { id: '7' }, extra: {} }, {})).toBe('7');
  });

  test.each([2 ** 53, 1.5, '', null, {}, true, 'a\nb', 'x'.repeat(256)])('the id %j refuses the sign-in', (id) => {
    expect(readSubject(provider('github'), { userinfo: { id }, extra: {} }, {})).toBeUndefined();
  });

  test('Entra: oid within one tenant, sub for all tenants, either when the operator says so', () => {
    const waad = provider('waad');
    const raw = claims({ oid: 'o' });
    expect(readSubject(waad, raw, { tenantId: 't' })).toBe('o');
    expect(readSubject(waad, raw, { useCommonEndpoint: true })).toBe('s');
    expect(readSubject(waad, raw, { tenantId: 't', userid_attribute: 'sub' })).toBe('s');
  });

  test('a custom connection whose mapped user_id is missing does not fall back to another id', () => {
    const raw = { userinfo: { id: 1, email: 'a@b.example' }, extra: {} };
    expect(readSubject(provider('oauth2'), raw, {})).toBe('1');
    expect(readSubject(provider('oauth2'), raw, { fieldsMap: { user_id: 'data.id' } })).toBeUndefined();
  });

  test('a path of a fields map never reaches a prototype', () => {
    const raw = { userinfo: { id: 1 }, extra: {} };
    const fieldsMap = { user_id: 'constructor.name', text: 'toString', base: '__proto__' };
    expect(readSubject(provider('oauth2'), raw, { fieldsMap })).toBeUndefined();
    expect(readProfile(provider('oauth2'), raw, { fieldsMap })).toEqual({});
  });
});

describe('CL-24: the issuer of Entra', () => {
  const expected = provider('waad').expectedIssuer!;
  const tid = '72f988bf-86f1-41af-91ab-2d7cd011db47';

  test('is built from tid, for both APIs', () => {
    expect(expected({ tid }, { useCommonEndpoint: true })).toBe(`https://login.microsoftonline.com/${tid}/v2.0`);
    expect(expected({ tid }, { identity_api: 'azure-active-directory-v1.0' })).toBe(`https://sts.windows.net/${tid}/`);
  });

  test('is refused without tid, for another tenant, and for one outside the list', () => {
    expect(expected({}, { useCommonEndpoint: true })).toBeUndefined();
    expect(expected({ tid }, { tenantId: 'other' })).toBeUndefined();
    expect(expected({ tid }, { tenantId: tid.toUpperCase() })).toBe(`https://login.microsoftonline.com/${tid}/v2.0`);
    expect(expected({ tid }, { useCommonEndpoint: true, allowed_tenants: ['other'] })).toBeUndefined();
    expect(expected({ tid: '../x' }, { useCommonEndpoint: true })).toBe(
      'https://login.microsoftonline.com/..%2Fx/v2.0',
    );
  });

  test('is the one that options.endpoints names when the connection was moved', () => {
    const moved = (issuer: string) => ({ useCommonEndpoint: true, endpoints: { issuer } });
    expect(expected({ tid }, moved('https://idp.example/{tenantid}'))).toBe(`https://idp.example/${tid}`);
    expect(expected({}, moved('https://idp.example'))).toBe('https://idp.example');
  });
});
