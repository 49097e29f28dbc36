import { describe, expect, test } from 'vitest';
import { readTenantFile } from '../../src/tenant/index.ts';
import { problemsOf } from './set-up.ts';

const nameOf = (text: string, environment: Record<string, string> = {}) =>
  readTenantFile(text, environment).plan?.clients[0]?.checked.name;

describe('keywords', () => {
  test('##NAME## is replaced by the value as it is, also inside text', () => {
    expect(nameOf('clients: [{ name: "The ##STAGE## app" }]', { STAGE: 'test' })).toBe('The test app');
    expect(nameOf('clients:\n  - name: ##STAGE##\n', { STAGE: 'test' })).toBe('test');
  });

  test.each(['@@URLS@@', "'@@URLS@@'", '"@@URLS@@"'])('%s becomes the list that the value is', (keyword) => {
    const { plan } = readTenantFile(`clients: [{ name: a, callbacks: ${keyword} }]`, {
      URLS: '["https://a.example/cb", "https://b.example/cb"]',
    });
    expect(plan?.clients[0]?.checked.callbacks).toEqual(['https://a.example/cb', 'https://b.example/cb']);
  });

  test.each(['12345', 'true', 'with "quotes" and \\ and : #', 'null'])(
    '@@NAME@@ keeps the text %s as text',
    (value) => {
      expect(nameOf('clients: [{ name: @@NAME@@ }]', { NAME: value })).toBe(value);
    },
  );

  test('a value is not searched for further keywords', () => {
    expect(nameOf("clients: [{ name: '##A##' }]", { A: '##B##', B: 'secret' })).toBe('##B##');
  });

  test('a keyword that is not set is a problem with its name, its path and its line', () => {
    const text = `clients:
  - name: a
    description: two ##FIRST## and ##SECOND##
    callbacks: @@URLS@@
connections: '@@CONNECTIONS@@'
`;
    expect(problemsOf(text)).toEqual([
      'clients[0].description (line 3): the keyword FIRST is not set in the environment',
      'clients[0].description (line 3): the keyword SECOND is not set in the environment',
      'clients[0].callbacks (line 4): the keyword URLS is not set in the environment',
      'connections (line 5): the keyword CONNECTIONS is not set in the environment',
    ]);
  });

  test('names that every JavaScript object has are not in the environment', () => {
    expect(problemsOf("clients: [{ name: '##constructor##' }]")[0]).toContain('constructor is not set');
  });

  test('a keyword in a comment is left alone: not missed, and never a way out of the comment', () => {
    const text = `# ##UNSET##
##UNSET## too
clients: # trailing ##UNSET## @@UNSET@@
  # ##EVIL##
  - name: a # ##EVIL##
`;
    expect(problemsOf(text, { EVIL: '\n  - name: <script>' })).toEqual([]);
  });

  test('a number sign inside text starts no comment', () => {
    const text = `clients:
  - name: 'a # ##NAME##'
    description: |
      # ##NAME##
`;
    const { plan } = readTenantFile(text, { NAME: 'b' });
    expect(plan?.clients[0]?.checked).toMatchObject({ name: 'a # b', description: '# b\n' });
  });

  test('a keyword in a section that is ignored need not be set', () => {
    expect(problemsOf("emailProvider: { credentials: { api_key: '##MANDRILL_API_KEY##' } }")).toEqual([]);
  });

  test('lines are counted in the file, whatever the values hold', () => {
    const text = `clients:
  - name: a
    description: "##LONG##"
    is_first_party: 1
`;
    expect(problemsOf(text, { LONG: 'x\n\n\n\n      y' })[0]).toMatch(/^clients\[0\]\.is_first_party \(line 4\)/);
  });
});

describe('YAML', () => {
  test('a key given twice is refused with its line', () => {
    expect(problemsOf('clients:\n  - name: a\n    name: b\n')).toEqual(['(line 3): this key is given twice']);
  });

  test('text that is not YAML is refused, and no message repeats what the environment holds', () => {
    const problems = problemsOf('clients:\n  - name: ##A##\n    client_secret: ##SECRET##\n   bad: [\n', {
      A: '!unknown x',
      SECRET: '*marker-secret',
    });
    expect(problems.length).toBeGreaterThan(1);
    expect(problems.join()).toMatch(/\(line \d\): not valid YAML/);
    expect(problems.join()).not.toMatch(/marker|unknown x/);
  });

  test('aliases that expand to a flood are refused', () => {
    const levels = Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i},`.repeat(9)}]`);
    expect(problemsOf(['a0: &a0 [x]', ...levels].join('\n'))).toEqual([
      'an alias has no anchor, or aliases expand to too much',
    ]);
  });

  test('anchors and merge keys work as in the Deploy CLI', () => {
    const text = `clients:
  - &base { name: a, app_type: regular_web }
  - { <<: *base, name: b }
`;
    const clients = readTenantFile(text, {}).plan?.clients.map(({ checked }) => [checked.name, checked.app_type]);
    expect(clients).toEqual([
      ['a', 'regular_web'],
      ['b', 'regular_web'],
    ]);
  });

  test.each(['', 'just text', '- a list'])('%j is refused: it has no sections', (text) => {
    expect(problemsOf(text)).toEqual(['must have sections, such as clients and connections']);
  });

  test('a member called __proto__ changes nothing', () => {
    const { plan } = readTenantFile('clients: [{ name: a, __proto__: { callbacks: [x] } }]', {});
    expect(plan?.clients[0]?.checked.callbacks).toEqual([]);
    expect(({} as Record<string, unknown>).callbacks).toBeUndefined();
  });
});

describe('sections', () => {
  test('a section without a feature here is named as ignored, an unknown one too, an empty one is not', () => {
    const { warnings, problems } = readTenantFile('rules: [{ name: a }]\nroles: []\nfoo: 1x\nhooks:\n', {});
    expect(problems).toEqual([]);
    expect(warnings).toEqual([
      'rules (line 1): no such feature here: ignored',
      'foo (line 3): unknown section: ignored',
    ]);
  });

  test('every problem of a file is reported at once, each with its path', () => {
    const text = `tenant:
  session_lifetime: never
clients:
  - client_id: has blanks in it
    name: a
  - name: b
    grant_types: authorization_code
  - name: b
connections:
  - name: not a name
    strategy: github
  - name: two
    strategy: my-own-strategy
    options: { client_id: x }
  - name: three
    strategy: github
    options: { client_secret: x }
resourceServers:
  - name: no identifier
  - identifier: https://api.example/
    token_lifetime: 9999999
    scopes: [{ value: a }, { value: a }]
  - identifier: https://api2.example/
    scopes: [{ value: a }, { value: a }]
clientGrants:
  - audience: https://api.example/
    subject_type: robot
`;
    expect(problemsOf(text)).toEqual([
      'tenant.session_lifetime (line 2): Invalid input: expected number, received string',
      'clients[0].client_id (line 4): must be 1 to 64 letters, digits, _ or -',
      'clients[1].grant_types (line 7): Invalid input: expected array, received string',
      'connections[0].name (line 10): must be letters, digits and single dashes between them',
      'connections[1].strategy (line 13): no such strategy is known',
      'connections[2].options.client_id (line 17): Invalid input: expected string, received undefined',
      'resourceServers[0].identifier (line 19): Invalid input: expected string, received undefined',
      'resourceServers[1].token_lifetime (line 21): Too big: expected number to be <=2592000',
      'resourceServers[2].scopes[1].value (line 24): is given twice',
      'clientGrants[0].client_id (line 26): Invalid input: expected string, received undefined',
      'clientGrants[0].subject_type (line 27): Invalid option: expected one of "client"|"user"',
    ]);
  });

  test.each(['a@clients', 'a b', 'a|b', '', 'x'.repeat(65)])('AS-51: the client id %j is refused', (id) => {
    const { problems } = readTenantFile(`clients: [{ name: a, client_id: ${JSON.stringify(id)} }]`, {});
    expect(problems.map(({ path }) => path)).toEqual(['clients[0].client_id']);
  });

  test('what names an object may stand once in its section', () => {
    const text = `clients:
  - { name: a, client_id: x }
  - { name: b, client_id: x }
  - { name: a }
connections:
  - { name: c, strategy: github, options: { client_id: a } }
  - { name: c, strategy: github, options: { client_id: a } }
resourceServers:
  - { identifier: d }
  - { identifier: d }
`;
    expect(problemsOf(text)).toEqual([
      'clients[2].name (line 4): is given twice in this section',
      'clients[1].client_id (line 3): is given twice in this section',
      'connections[1].name (line 7): is given twice in this section',
      'resourceServers[1].identifier (line 10): is given twice in this section',
    ]);
  });

  test('options are judged by the strategy, at the option that is wrong', () => {
    const text = `connections:
  - name: c
    strategy: oidc
    options:
      client_id: a
      scope: profile
`;
    expect(problemsOf(text)).toEqual([
      'connections[0].options.scope (line 6): must contain openid',
      'connections[0].options (line 5): options needs issuer or discovery_url',
    ]);
  });

  test('a strategy of Auth0 that has no provider here is skipped with a warning', () => {
    const { plan, warnings } = readTenantFile('connections: [{ name: c, strategy: samlp, options: {} }]', {});
    expect(plan?.connections).toEqual([]);
    expect(warnings).toEqual(['connections[0] (line 1): samlp is not supported yet: skipped']);
  });
});

describe('addresses that browsers are sent back to', () => {
  const read = (address: string) =>
    readTenantFile(`clients: [{ name: a, callbacks: [${JSON.stringify(address)}] }]`, {});

  test.each([
    'javascript:alert(1)',
    'JavaScript://x.example/%0aalert(1)',
    'java\tscript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    '/callback',
    'app.example/callback',
    '//app.example/callback',
    'https://app.example/callback#part',
    'https://app.example/callback#',
    'myapp://callback',
    'localhost:3000/callback',
    ' https://app.example/callback',
    '',
  ])('AS-04: the callback %j is refused', (address) => {
    const { plan, problems } = read(address);
    expect(plan).toBeUndefined();
    expect(problems.map(({ path }) => path)).toEqual(['clients[0].callbacks[0]']);
  });

  test.each(['https://app.example/cb?a=b', 'com.example.app:/cb', 'com.example.app://cb/x', 'http://[::1]:8080/cb'])(
    'AS-04: the callback %s is fine',
    (address) => {
      expect(read(address)).toMatchObject({ problems: [], warnings: [] });
    },
  );

  test('AS-04: the same holds for addresses after logout, of clients and of the tenant', () => {
    const text = `tenant: { allowed_logout_urls: ['javascript:x'] }
clients: [{ name: a, allowed_logout_urls: ['javascript:x'] }]`;
    expect(readTenantFile(text, {}).problems.map(({ path }) => path)).toEqual([
      'tenant.allowed_logout_urls[0]',
      'clients[0].allowed_logout_urls[0]',
    ]);
  });

  test.each([
    ['http://app.example/cb', 'http:// is not protected'],
    ['https://*.app.example/cb', 'wildcards and placeholders match nothing here'],
    ['https://{organization_name}.app.example/cb', 'wildcards and placeholders match nothing here'],
  ])('the callback %s is taken with a warning', (address, warning) => {
    const { plan, warnings } = read(address);
    expect(plan).toBeDefined();
    expect(warnings.join()).toContain(warning);
  });
});
