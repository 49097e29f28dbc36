import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  configuredScopes,
  findProvider,
  identityIssuer,
  type Provider,
  providers,
  readProfile,
  readSubject,
  reservedRootNames,
  resolveApiBaseUrls,
  resolveEndpoints,
} from '../../src/providers/index.ts';
import { placeholdersIn } from '../../src/providers/placeholders.ts';

const folder = new URL('../../src/providers/', import.meta.url);
const files = readdirSync(folder);

describe.each([...providers.values()].map((provider) => [provider.strategy, provider] as const))(
  '%s',
  (strategy, provider) => {
    test.each(provider.examples.map((example, index) => [index + 1, example] as const))(
      'worked example %i: the answers become this subject, profile and scopes',
      (_, { options, raw, subject, profile, scopes }) => {
        expect(readSubject(provider, raw, options)).toBe(subject);
        expect(readProfile(provider, raw, options)).toEqual(profile);
        expect(configuredScopes(provider, options)).toEqual(scopes);
      },
    );

    test('lives in the file of its strategy, has a label, documentation and an example', () => {
      expect(files).toContain(`${strategy}.ts`);
      expect(findProvider(strategy)).toBe(provider);
      expect(provider.label).not.toBe('');
      expect(provider.docs).toMatch(/^https:\/\//);
      expect(provider.examples.length).toBeGreaterThan(0);
    });

    test('every address is https, and no placeholder is left open', () => {
      const addresses = provider.examples.flatMap(({ options }) => [
        ...Object.values(resolveEndpoints(provider, options)),
        ...resolveApiBaseUrls(provider, options),
      ]);
      for (const address of addresses) expect(address).toMatch(/^https:\/\/[^{}]+$/);
      expect(resolveApiBaseUrls(provider, provider.examples[0]?.options ?? {})).toHaveLength(
        provider.apiBaseUrls.length,
      );
    });

    test('every placeholder is one that somebody fills', () => {
      const filled = ['userinfo_endpoint', 'client_id', 'subject', ...(provider.requiredOptions ?? [])];
      const templates = [
        ...provider.apiBaseUrls,
        ...(provider.extraRequests ?? []).map((request) => request.url),
        provider.revocation?.url ?? '',
      ];
      for (const name of templates.flatMap(placeholdersIn)) expect(filled).toContain(name);
    });

    test('an API base address ends with a slash, so that no other host can begin with it', () => {
      for (const url of provider.apiBaseUrls) expect(url.endsWith('/')).toBe(true);
    });

    test('its switches are distinct and every scope has a label', () => {
      const options = provider.scopes.known.flatMap((known) => known.option ?? []);
      expect(new Set(options).size).toBe(options.length);
      for (const known of provider.scopes.known) expect(known.label).not.toBe('');
    });

    test('without an answer there is no subject, and nothing throws', () => {
      expect(readSubject(provider, { extra: {} }, {})).toBeUndefined();
      expect(readProfile(provider, { extra: {} }, {})).toEqual({});
      expect(() => configuredScopes(provider, {})).not.toThrow();
    });

    test('the identity key does not depend on the profile: a different e-mail, name or login keeps the subject', () => {
      const example = provider.examples[0]!;
      const changed = {
        email: 'other@example.com',
        name: 'Other',
        login: 'other',
        upn: 'o@example.com',
        Email: 'o@e.example',
      };
      const raw = {
        ...(example.raw.claims && { claims: { ...example.raw.claims, ...changed } }),
        ...(example.raw.userinfo && { userinfo: { ...example.raw.userinfo, ...changed } }),
        extra: {},
      };
      expect(readSubject(provider, raw, example.options)).toBe(example.subject);
    });

    test('T-D19: attributes with reserved names never reach the root, whatever the IdP answers', () => {
      const attack = JSON.parse(
        JSON.stringify(Object.fromEntries([...reservedRootNames].map((name) => [name, 'owned']))).replace(
          '{',
          '{"__proto__":{"blocked":true},',
        ),
      );
      const example = provider.examples[0]!;
      const raw = {
        claims: { ...example.raw.claims, ...attack },
        userinfo: { ...example.raw.userinfo, ...attack },
        extra: example.raw.extra,
      };
      const map = { mapping_mode: 'bind_all', attributes: { app_metadata: { admin: true }, roles: ['admin'] } };
      const fieldsMap = { ...(example.options.fieldsMap as object), blocked: 'blocked', app_metadata: 'app_metadata' };
      const profile = readProfile(provider, raw, { ...example.options, attribute_map: map, fieldsMap });
      for (const name of reservedRootNames) expect(Object.hasOwn(profile, name)).toBe(false);
      expect(Object.getPrototypeOf(profile)).toBe(Object.prototype);
      expect(JSON.stringify(profile)).not.toContain('owned');
    });
  },
);

test('T-D19: the names of the statement are among the reserved ones', () => {
  const named = [
    'app_metadata',
    'user_metadata',
    'user_id',
    'roles',
    'blocked',
    '__proto__',
    'identities',
    'last_login',
  ];
  for (const name of named) expect(reservedRootNames.has(name)).toBe(true);
});

test('an identity is keyed by the issuer, else by the origin of the token endpoint', () => {
  const keyed = (strategy: string) =>
    identityIssuer(resolveEndpoints(findProvider(strategy) as Provider, { tenantId: 't' }));
  expect(keyed('google-oauth2')).toBe('https://accounts.google.com');
  expect(keyed('github')).toBe('https://github.com');
  expect(keyed('waad')).toBe('https://login.microsoftonline.com');
  expect(identityIssuer({})).toBe('');
});

test('an unknown strategy is not found, not even one with a name of JavaScript itself', () => {
  expect(findProvider('constructor')).toBeUndefined();
  expect(findProvider('myspace')).toBeUndefined();
});

test('providers do no I/O: no file of the room imports a Node module or another room but base', () => {
  for (const file of files) {
    const imports = readFileSync(new URL(file, folder), 'utf8').matchAll(/from '([^']+)'/g);
    for (const [, source] of imports) expect(source).toMatch(/^\.\/[a-z0-9-]+\.ts$|^\.\.\/base\/index\.ts$/);
  }
});
