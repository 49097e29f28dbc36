import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  authorizeUrl,
  type Broker,
  type Browser,
  createBrowser,
  decodeClaims,
  redeem,
  signIn,
  web,
} from '../../broker/index.ts';
import { readMarkup } from '../../pages/markup.ts';
import {
  ask,
  askRaw,
  expectError,
  expectErrorPage,
  inShort,
  openPlace,
  type Place,
  show,
  signedInBrowser,
} from './set-up.ts';

let place: Place;
let broker: Broker;
let browser: Browser;

beforeAll(async () => {
  place = await openPlace();
  broker = place.broker;
  browser = await signedInBrowser(broker);
});
afterAll(() => place.close());

describe('parameters that come twice', () => {
  const all: Record<string, string> = {
    state: 's',
    scope: 'openid',
    nonce: 'n',
    audience: 'https://api.example.com/',
    connection: 'con1',
    connection_scope: 'a,b',
    access_type: 'offline',
    approval_prompt: 'force',
    prompt: 'login',
    login_hint: 'vera',
    max_age: '60',
    response_type: 'code',
    response_mode: 'query',
    code_challenge: 'x'.repeat(43),
    code_challenge_method: 'S256',
    organization: 'org_1',
    invitation: 'inv',
    screen_hint: 'signup',
    ui_locales: 'de',
    acr_values: '1',
    display: 'page',
    id_token_hint: 'x',
    resource: 'https://api.example.com/',
    'ext-x': '1',
    dpop_jkt: 'x',
    claims: '{}',
    request: 'x',
    request_uri: 'x',
    registration: 'x',
    unknown: '1',
    __proto__x: '1',
    auth0Client: 'e30=',
  };

  test.each(Object.entries(all))('AS-06: %s is an invalid_request', async (name, value) => {
    for (const second of [value, `${value}x`, '']) {
      const url = new URL(authorizeUrl(broker, { [name]: value }));
      url.searchParams.append(name, second);
      // A state that came twice is not chosen from.
      const expected = name === 'state' ? { state: '' } : {};
      const shown = await show(browser.get(url.href));
      expectError(shown, broker, 'invalid_request', expected);
      expect(shown.answer.error_description).toContain('more than once');
    }
  });

  test('AS-06: twice means also once in the query and once in the form', async () => {
    const url = authorizeUrl(broker);
    const query = url.slice(url.indexOf('?') + 1);
    for (const name of ['state', 'scope', 'response_type', 'connection', 'prompt']) {
      const value = new URLSearchParams(query).get(name) ?? 'con1';
      const target = `${broker.url}/authorize?${query}${query.includes(`${name}=`) ? '' : `&${name}=${value}`}`;
      const shown = await show(browser.post(target, { [name]: value }));
      expectError(shown, broker, 'invalid_request', name === 'state' ? { state: '' } : {});
    }
    for (const name of ['client_id', 'redirect_uri']) {
      const value = new URLSearchParams(query).get(name)!;
      expectErrorPage(await show(browser.post(url, { [name]: value })), name);
    }
  });

  test('AS-06: a name that only looks the same in another case or encoding is told apart or joined as a server would', async () => {
    const encoded = authorizeUrl(broker).replace('scope=', '%73cope=');
    expectError(await show(browser.get(`${encoded}&scope=openid`)), broker, 'invalid_request');
    const { status } = await show(browser.get(`${authorizeUrl(broker)}&SCOPE=openid`));
    expect(status).toBe(302);
  });
});

describe('empty and unknown parameters', () => {
  test('AS-07: empty is absent', async () => {
    const names = ['connection', 'prompt', 'max_age', 'nonce', 'audience', 'response_mode', 'code_challenge', 'claims'];
    const empty = [
      ...names,
      'code_challenge_method',
      'request',
      'request_uri',
      'login_hint',
      'id_token_hint',
      'display',
    ];
    const { answer } = await show(browser.get(`${authorizeUrl(broker)}&${empty.join('=&')}=`));
    expect(answer.code).toBeDefined();
    expect((await askRaw(broker, `client_id=web&redirect_uri=&response_type=code`)).status).toBe(400);
    const stateless = await show(browser.get(`${authorizeUrl(broker, { state: '' })}&state=`));
    expect(Object.keys(stateless.answer)).toEqual(['code', 'iss']);
  });

  test('AS-07: unknown parameters are ignored and do not reach the IdP', async () => {
    place.idp1.reset();
    const unknown = {
      foo: 'bar',
      'foo[bar]': 'x',
      'ext-campaign': 'x',
      hd: 'example.com',
      __proto__: 'x',
      constructor: 'x',
      claims_locales: 'de',
      amr: 'x',
      domain_hint: 'x',
      code: 'x',
      client_secret: 'x',
      error: 'x',
    };
    const { code } = await signIn(broker, { ...unknown, state: 'kept' });
    expect(code).toBeDefined();
    const [asked] = place.idp1.requests('authorize');
    expect(Object.keys(asked?.params ?? {}).sort()).toEqual([
      'client_id',
      'code_challenge',
      'code_challenge_method',
      'nonce',
      'redirect_uri',
      'response_type',
      'scope',
      'state',
    ]);
  });

  test('AS-07: a parameter named like a machinery of JavaScript is a name like any other', async () => {
    const shown = await show(browser.get(`${authorizeUrl(broker)}&__proto__=x&__proto__=y`));
    expectError(shown, broker, 'invalid_request');
  });
});

/** Texts that have gone wrong somewhere before. */
const states = [
  '0',
  'null',
  'undefined',
  '__proto__',
  '&=%+ "<>\'#?/\\;,:@|`^~[]{}$!*()',
  '%41%2B%00%zz%',
  '+ + %2B %20',
  '  leading and trailing  ',
  'a&code=evil&iss=https://evil.example/',
  'a#code=evil',
  '"><script>alert(1)</script>',
  '</script><!--',
  '&amp;&lt;&#39;&quot;',
  'äöü ß é 日本語 한국어 עברית',
  '👩‍💻🏳️‍🌈\u{10ffff}',
  '\u202eevil\u202c\u200b\u00a0\u2028\u2029\ufeff',
  '\ufeffbom',
  'e\u0301 \u00e9',
  'https://app.example.com/?a=b&c=d#e',
  'eyJhbGciOiJub25lIn0.e30.',
  'x'.repeat(2048),
  'ä'.repeat(1024),
  '👩'.repeat(512),
  '%'.repeat(2048),
  '"'.repeat(2048),
];

/** What a browser sends for the form, read as an application reads it. */
function submitted(html: string): Record<string, string> {
  const fields = readMarkup(html).elements.filter(({ attributes }) => attributes.type === 'hidden');
  const form = new URLSearchParams(
    fields.map(({ attributes }): [string, string] => [attributes.name!, attributes.value!]),
  );
  return Object.fromEntries(new URLSearchParams(form.toString()));
}

function queryFields(location: string, joint: '?' | '#', decode: 'form' | 'percent'): Record<string, string> {
  const text = location.slice(location.indexOf(joint) + 1);
  if (decode === 'form') return Object.fromEntries(new URLSearchParams(text));
  return Object.fromEntries(
    text.split('&').map((pair) => pair.split('=').map(decodeURIComponent)) as [string, string][],
  );
}

describe('state', () => {
  test.each(inShort(states))(
    'AS-08, AS-09: %s comes back byte for byte in every response mode, in success and error',
    async (_shown, state) => {
      for (const [outcome, more] of [
        ['code', {}],
        ['error', { scope: '"' }],
      ] as const) {
        const query = await ask(broker, { state, ...more }, browser);
        const fragment = await ask(broker, { state, response_mode: 'fragment', ...more }, browser);
        for (const decode of ['form', 'percent'] as const) {
          const inQuery = queryFields(query.location!, '?', decode);
          expect(inQuery).toMatchObject({ state, iss: broker.issuer });
          expect(Object.keys(inQuery)[0]).toBe(outcome);
          expect(queryFields(fragment.location!, '#', decode)).toMatchObject({ state, iss: broker.issuer });
        }
        const form = await ask(broker, { state, response_mode: 'form_post', ...more }, browser);
        expect(submitted(form.html)).toMatchObject({ state, iss: broker.issuer });
        const message = await ask(broker, { state, response_mode: 'web_message', prompt: 'none', ...more }, browser);
        expect(message.answer).toMatchObject({ state, iss: broker.issuer });
      }
    },
  );

  test('AS-08: any text without control characters comes back, also through the page, the IdP and the callback', async () => {
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(text, async (state) => {
        fc.pre(!/[\p{Cc}\p{Cs}\ufffd]/u.test(state));
        expect((await ask(broker, { state, scope: '"' })).answer.state).toBe(state);
        const form = await ask(broker, { state, response_mode: 'form_post', scope: '"' });
        expect(submitted(form.html).state).toBe(state);
      }),
      { numRuns: 40 },
    );
    for (const state of states.slice(4, 12)) expect((await signIn(broker, { state })).state).toBe(state);
  });

  test.each(['x'.repeat(2049), 'ä'.repeat(1025), 'x'.repeat(8000)])(
    'AS-08: a longer one is an invalid_request and not given back',
    async (state) => {
      expectError(await ask(broker, { state }, browser), broker, 'invalid_request', { state: '' });
    },
  );

  test.each(['a\rb', 'a\nb', 'a\r\nSet-Cookie: x=y', '\0', 'a\tb', '\u001b[0m', '\u007f', '\u0085', '\ufffd'])(
    'AS-08: %j cannot come back unchanged, so it is an invalid_request and not given back',
    async (state) => {
      for (const response_mode of ['query', 'fragment', 'form_post']) {
        const shown = await ask(broker, { state, response_mode }, browser);
        expect(shown.answer).toMatchObject({ error: 'invalid_request' });
        expect(shown.answer).not.toHaveProperty('state');
        expect(shown.headers.get('set-cookie') ?? '').not.toContain('x=y');
      }
    },
  );

  test.each(['%ff', '%c3%28', '%ed%a0%80', 'a%80b', '%f4%90%80%80'])(
    'AS-08: %s is not UTF-8, so it is an invalid_request and not given back changed',
    async (state) => {
      const shown = await show(browser.get(`${authorizeUrl(broker, { state: '' })}&state=${state}`));
      expectError(shown, broker, 'invalid_request', { state: '' });
    },
  );

  test('AS-08: without a state there is none in the answer', async () => {
    expect(await signIn(broker, { state: '' })).not.toHaveProperty('state');
    expectError(await ask(broker, { state: '', prompt: 'none' }), broker, 'login_required', { state: '' });
  });

  test('AS-09: the metadata names the issuer of every response and says that it is there', async () => {
    const metadata = (await (await fetch(`${broker.url}/.well-known/openid-configuration`)).json()) as object;
    expect(metadata).toMatchObject({ issuer: broker.issuer, authorization_response_iss_parameter_supported: true });
    expect((await signIn(broker)).iss).toBe(broker.issuer);
    for (const more of [{ prompt: 'none' }, { response_type: 'x' }, { max_age: 'x' }, { connection: 'nothing' }]) {
      expect((await ask(broker, { ...more, state: 's' })).answer.iss, JSON.stringify(more)).toBe(broker.issuer);
    }
    place.idp1.behave({ faults: { authorize: { kind: 'error', error: 'access_denied' } } });
    expect(await signIn(broker)).toMatchObject({ error: 'access_denied', iss: broker.issuer, state: 's' });
    place.idp1.reset();
  });

  test('AS-09: no Host header changes the issuer', async () => {
    const forged: Record<string, string>[] = [
      { 'x-forwarded-host': 'evil.example' },
      { forwarded: 'host=evil.example' },
    ];
    for (const headers of forged) {
      const shown = await show(createBrowser().get(authorizeUrl(broker, { prompt: 'none' }), headers));
      expectError(shown, broker, 'login_required');
      const page = await show(createBrowser().get(authorizeUrl(broker), headers));
      expect(page.location?.startsWith(`${broker.issuer}u/login?state=`)).toBe(true);
    }
  });
});

describe('other values', () => {
  test('AS-19: the nonce comes back byte for byte in the ID token', async () => {
    for (const nonce of ['&=%+ "<', 'ü日本', '0', '__proto__', 'x'.repeat(512), ' ']) {
      const { answer } = await ask(broker, { nonce }, browser);
      const { body } = await redeem(broker, answer.code!);
      expect(decodeClaims(body.id_token).nonce).toBe(nonce);
    }
    const { answer } = await ask(broker, {}, browser);
    expect(decodeClaims((await redeem(broker, answer.code!)).body.id_token)).not.toHaveProperty('nonce');
  });

  test.each(inShort(['x'.repeat(513), 'a\nb', '\0']))('a nonce %s is an invalid_request', async (_shown, nonce) => {
    expectError(await ask(broker, { nonce }, browser), broker, 'invalid_request');
  });

  test.each(inShort(['a"b', 'ü', 'a\\b', 'a\tb', `openid ${'x'.repeat(2048)}`]))(
    'scope %s is an invalid_scope',
    async (_shown, scope) => {
      expectError(await ask(broker, { scope }, browser), broker, 'invalid_scope');
    },
  );

  test('an audience that is not known is refused, and the description holds what RFC 6749 allows', async () => {
    for (const audience of ['https://nothing.example/', 'a"b\\c\nü<script>', 'x'.repeat(3000)]) {
      const shown = await ask(broker, { audience }, browser);
      expectError(shown, broker, 'access_denied');
      expect(shown.answer.error_description).toMatch(/^[\x20\x21\x23-\x5b\x5d-\x7e]{1,400}$/);
    }
  });

  test.each(inShort(['nothing', 'CON1', 'con1 ', '__proto__', 'con1\0', 'x'.repeat(3000)]))(
    'connection %s is an invalid_request: the connection was not found',
    async (_shown, connection) => {
      const shown = await ask(broker, { connection });
      expectError(shown, broker, 'invalid_request');
      expect(shown.answer.error_description).toBe('the connection was not found');
    },
  );
});

describe('POST /authorize', () => {
  test('a form is read like a query, and answered with 303', async () => {
    const parameters = Object.fromEntries(new URL(authorizeUrl(broker, { state: 'ü&=' })).searchParams);
    const shown = await show(browser.post(`${broker.url}/authorize`, parameters));
    expect(shown.status).toBe(303);
    expect(shown.location?.startsWith(web.callback)).toBe(true);
    expect(shown.answer).toMatchObject({ state: 'ü&=', iss: broker.issuer });
    const denied = await show(browser.post(`${broker.url}/authorize`, { ...parameters, scope: '"' }));
    expectError(denied, broker, 'invalid_scope', { state: 'ü&=' });
    expect(denied.status).toBe(303);
  });

  test('a form from a foreign page, which comes without our cookies, takes nothing from the sign-ins under way', async () => {
    const own = createBrowser();
    const first = await ask(broker, { connection: 'con1', state: 'first' }, own);
    const back = (await show(own.get(first.location!))).location!;
    // SameSite=Lax: the browser holds its cookies back from this POST, and takes new ones from the answer.
    const held = createBrowser();
    const parameters = Object.fromEntries(new URL(authorizeUrl(broker, { state: 'second' })).searchParams);
    const posted = await show(held.post(`${broker.url}/authorize`, parameters));
    expect(posted.headers.getSetCookie()).toEqual([]);
    expect(posted.status).toBe(303);
    const second = await show(own.get(posted.location!));
    expect(second.location).toContain('/u/login?state=');
    expect((await show(own.get(back))).answer).toMatchObject({ state: 'first', code: expect.any(String) });
    const chosen = await show(own.post(second.location!, { connection: 'con1' }));
    const done = await show(own.get((await show(own.get(chosen.location!))).location!));
    expect(done.answer).toMatchObject({ state: 'second', code: expect.any(String) });
  });

  test('more than an address can hold is refused, in the query, the form and JSON', async () => {
    for (const name of ['login_hint', 'connection_scope', 'audience', 'foo', 'ui_locales']) {
      const parameters = Object.fromEntries(new URL(authorizeUrl(broker, { connection: 'con1' })).searchParams);
      const form = await show(
        createBrowser().post(`${broker.url}/authorize`, { ...parameters, [name]: 'x'.repeat(100_000) }),
      );
      expectError(form, broker, 'invalid_request');
      expect(form.location!.length).toBeLessThan(1000);
      const query = await ask(broker, { connection: 'con1', [name]: 'x'.repeat(13_000) });
      expectError(query, broker, 'invalid_request');
    }
    const tooLong = await fetch(`${broker.url}/authorize?x=${'x'.repeat(20_000)}`, { redirect: 'manual' });
    expect(tooLong.status).toBe(431);
    const tooBig = await show(createBrowser().post(`${broker.url}/authorize`, { x: 'x'.repeat(140_000) }));
    expect(tooBig.status).toBe(413);
    expectErrorPage(tooBig);
  });

  test('a thousand small parameters are no trouble', async () => {
    const many = Array.from({ length: 1000 }, (_, index) => `p${index}=`).join('&');
    expect((await show(browser.get(`${authorizeUrl(broker)}&${many}`))).answer.code).toBeDefined();
  });

  test.each([
    ['text/plain', 'client_id=web'],
    ['application/xml', '<a/>'],
    ['multipart/form-data; boundary=x', '--x--'],
    ['application/json', '{'],
    ['application/json', '[]'],
    ['application/json', '"x"'],
    ['application/json', '{"client_id":{"a":1}}'],
    ['application/json', '{"client_id":["web"]}'],
    ['application/json', '{"__proto__":{"client_id":"web"}}'],
  ])('a body of %s %s is answered with a page, never with a failure of ours', async (type, body) => {
    const url = `${broker.url}/authorize`;
    expectErrorPage(
      await show(fetch(url, { method: 'POST', body, headers: { 'content-type': type }, redirect: 'manual' })),
    );
  });
});
