import { describe, expect, test } from 'vitest';
import {
  configuredScopes,
  findProvider,
  isAlwaysOffline,
  joinScopes,
  optionScope,
  type Provider,
  parseGrantedScopes,
  requestedScopes,
} from '../../src/providers/index.ts';

const provider = (strategy: string) => findProvider(strategy) as Provider;
const google = provider('google-oauth2');
const github = provider('github');
const facebook = provider('facebook');
const custom = provider('oauth2');
const oidc = provider('oidc');
const calendar = 'https://www.googleapis.com/auth/calendar';

describe('what a connection asks for', () => {
  test('says nothing: the defaults of the IdP', () => {
    expect(configuredScopes(google, {})).toEqual(['openid', 'email', 'profile']);
    expect(configuredScopes(oidc, {})).toEqual(['openid', 'profile', 'email']);
    expect(configuredScopes(provider('waad'), {})).toEqual(['openid', 'profile', 'email', 'User.Read']);
    expect(configuredScopes(custom, {})).toEqual([]);
  });

  test('switches, scope and freeform_scopes add up in a stable order without repetition', () => {
    const options = {
      drive: true,
      calendar: true,
      google_drive: true,
      scope: ['x', 'openid'],
      freeform_scopes: ['y', 'x'],
    };
    const expected = ['openid', 'email', 'profile', calendar, 'https://www.googleapis.com/auth/drive', 'x', 'y'];
    expect(configuredScopes(google, options)).toEqual(expected);
    expect(configuredScopes(google, Object.fromEntries(Object.entries(options).reverse()))).toEqual(expected);
  });

  test('scope may be text, parted by blanks or commas', () => {
    expect(configuredScopes(custom, { scope: ' a  b,c ' })).toEqual(['a', 'b', 'c']);
  });

  test('a switch that is false takes its scope away, also from every sign-in', () => {
    expect(configuredScopes(google, { profile: false })).toEqual(['openid', 'email']);
    expect(configuredScopes(github, { email: false })).toEqual(['read:user']);
    expect(configuredScopes(github, { email: false, scope: ['user:email'] })).toContain('user:email');
  });

  test('only true switches a scope on', () => {
    for (const repo of ['true', 1, {}, null]) expect(configuredScopes(github, { repo })).not.toContain('repo');
  });

  test('waad without Graph profile when scopes are given', () => {
    expect(configuredScopes(provider('waad'), { scope: ['Mail.Read'], basic_profile: true })).not.toContain(
      'User.Read',
    );
  });
});

describe('what one sign-in asks for', () => {
  test('connection_scope is a comma list in which blanks and empty places are tolerated', () => {
    const asked = (connectionScope: string) =>
      requestedScopes(github, {}, { connectionScope, offline: false }).slice(2);
    expect(asked('repo,gist')).toEqual(['repo', 'gist']);
    expect(asked(' repo , ,, gist,')).toEqual(['repo', 'gist']);
    expect(asked(', ,')).toEqual([]);
    expect(asked('repo,repo,read:user')).toEqual(['repo']);
  });

  test('a name that RFC 6749 section 3.3 does not allow is dropped', () => {
    expect(requestedScopes(custom, {}, { connectionScope: 'a"b,c\\d,ä,ok', offline: false })).toEqual(['ok']);
  });

  test('offline adds what the IdP wants for a refresh token, and only then', () => {
    expect(requestedScopes(provider('waad'), {}, { offline: true })).toContain('offline_access');
    expect(requestedScopes(provider('waad'), {}, { offline: false })).not.toContain('offline_access');
    expect(requestedScopes(google, {}, { offline: true })).toEqual(['openid', 'email', 'profile']);
    expect(google.offline?.parameters).toEqual({ access_type: 'offline', prompt: 'consent' });
    expect(isAlwaysOffline({ offline_access: true })).toBe(true);
    expect(isAlwaysOffline({ offline_access: 'true' })).toBe(false);
  });
});

describe('how scopes are written', () => {
  test('by the separator of the IdP', () => {
    expect(joinScopes(google, {}, ['a', 'b'])).toBe('a b');
    expect(joinScopes(facebook, {}, ['a', 'b'])).toBe('a,b');
  });

  test("a custom connection's own text goes out as written", () => {
    const options = { scope: 'read,write  admin' };
    expect(joinScopes(custom, options, requestedScopes(custom, options, { offline: false }))).toBe('read,write  admin');
  });

  test('a custom connection joins added scopes with commas, with blanks when useOauthSpecScope says so', () => {
    const join = (options: Record<string, unknown>) =>
      joinScopes(custom, options, requestedScopes(custom, options, { connectionScope: 'c', offline: false }));
    expect(join({ scope: 'a b' })).toBe('a,b,c');
    expect(join({ scope: ['a', 'b'], useOauthSpecScope: true })).toBe('a b c');
    expect(join({ scope: 'a b', useOauthSpecScope: 'yes' })).toBe('a,b,c');
  });

  test('a list without additions is parted by blanks', () => {
    expect(joinScopes(custom, { scope: ['a', 'b'] }, ['a', 'b'])).toBe('a b');
    expect(joinScopes(custom, { scope: 'a', freeform_scopes: ['b'] }, ['a', 'b'])).toBe('a b');
  });

  test('what an IdP says it granted is read with blanks and with commas', () => {
    expect(parseGrantedScopes('repo,gist')).toEqual(['repo', 'gist']);
    expect(parseGrantedScopes('openid  email openid')).toEqual(['openid', 'email']);
    expect(parseGrantedScopes(undefined)).toEqual([]);
    expect(parseGrantedScopes('')).toEqual([]);
  });
});

describe('options.scope as Auth0 shows it', () => {
  test('is a list computed from the switches, text for facebook and oidc, verbatim for oauth2', () => {
    expect(optionScope(google, { email: true, profile: true })).toEqual(['email', 'profile']);
    expect(optionScope(google, { calendar: true })).toEqual(['email', 'profile', calendar]);
    expect(optionScope(github, {})).toEqual([]);
    expect(optionScope(github, { profile: true, repo_status: true })).toEqual(['repo:status']);
    expect(optionScope(facebook, {})).toBe('');
    expect(optionScope(facebook, { user_birthday: true, email: true })).toBe('email,user_birthday');
    expect(optionScope(oidc, { scope: 'openid groups' })).toBe('openid groups');
    expect(optionScope(custom, { scope: 'a,b' })).toBe('a,b');
    expect(optionScope(custom, { scope: ['a'] })).toEqual(['a']);
    expect(optionScope(custom, {})).toBeUndefined();
  });

  test.each([
    ['read_user', 'read:user'],
    ['follow', 'user:follow'],
    ['repo_status', 'repo:status'],
    ['read_repo_hook', 'read:repo_hook'],
    ['admin_org', 'admin:org'],
    ['write_public_key', 'write:public_key'],
    ['write_org', 'write:org'],
    ['repo_deployment', 'repo_deployment'],
  ])("GitHub's switch %s means %s", (option, scope) => {
    expect(optionScope(github, { [option]: true })).toEqual([scope]);
  });
});
