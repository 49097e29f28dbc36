import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Broker, type Browser, createVerifier, other, redeem, signIn, web } from '../../broker/index.ts';
import { readMarkup } from '../../pages/markup.ts';
import {
  ask,
  expectError,
  expectErrorPage,
  inShort,
  native,
  openPlace,
  type Place,
  show,
  signedInBrowser,
} from './set-up.ts';

let place: Place;
let broker: Broker;
let browser: Browser;

const withQuery = 'https://app.example.com/cb?tenant=a%20b&x';

beforeAll(async () => {
  place = await openPlace((text) =>
    text.replace(`'https://app.example.com/cb'`, `'https://app.example.com/cb', '${withQuery}'`),
  );
  broker = place.broker;
  browser = await signedInBrowser(broker);
});
afterAll(() => place.close());

const outcomes = [
  ['success', {}, ['code', 'state', 'iss']],
  ['error', { audience: 'https://nothing.example/' }, ['error', 'error_description', 'state', 'iss']],
] as const;

describe.each(outcomes)('%s', (_name, more, fields) => {
  test('by query: after the registered address, which keeps its own query to the byte', async () => {
    for (const response_mode of ['query', '']) {
      const plain = await ask(broker, { response_mode, ...more }, browser);
      expect(plain.location?.startsWith(`${web.callback}?${fields[0]}=`)).toBe(true);
      expect(Object.keys(plain.answer)).toEqual(fields);
      const own = await ask(broker, { response_mode, redirect_uri: withQuery, ...more }, browser);
      expect(own.location?.startsWith(`${withQuery}&${fields[0]}=`)).toBe(true);
    }
  });

  test('by fragment: nothing of the answer is in what the browser sends to the application', async () => {
    const shown = await ask(broker, { response_mode: 'fragment', redirect_uri: withQuery, ...more }, browser);
    expect(shown.status).toBe(302);
    expect(shown.location?.split('#')[0]).toBe(withQuery);
    expect(Object.keys(shown.answer)).toEqual(fields);
  });

  test('AS-22: by form_post: a page that posts exactly these fields to the registered address', async () => {
    for (const redirect_uri of [web.callback, withQuery]) {
      const state = `"'><script>alert(1)</script>&amp;`;
      const shown = await ask(broker, { response_mode: 'form_post', redirect_uri, state, ...more }, browser);
      expect(shown.status).toBe(200);
      expect(shown.location).toBeUndefined();
      const { elements } = readMarkup(shown.html);
      const forms = elements.filter(({ tag }) => tag === 'form');
      expect(forms.map(({ attributes }) => attributes)).toEqual([{ method: 'post', action: redirect_uri }]);
      expect(Object.keys(shown.answer)).toEqual(fields);
      expect(shown.answer.state).toBe(state);
      expect(elements.filter(({ tag }) => tag === 'script')).toHaveLength(1);
    }
  });

  test('AS-22: the headers of the form keep it out of caches and let only its own script run', async () => {
    const { headers, html } = await ask(broker, { response_mode: 'form_post', ...more }, browser);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    const policy = headers.get('content-security-policy')!;
    expect(policy).toMatch(/default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+';/);
    expect(policy).not.toContain('unsafe');
    expect(html).not.toMatch(/\son\w+=/);
  });

  test('by web_message: to the origin of the registered address, which alone may frame it', async () => {
    const shown = await ask(broker, { response_mode: 'web_message', prompt: 'none', ...more }, browser);
    expect(shown.status).toBe(200);
    expect(Object.keys(shown.answer)).toEqual(fields);
    expect(shown.html).toContain('"targetOrigin":"http://127.0.0.1:9"');
    expect(shown.headers.get('content-security-policy')).toContain('frame-ancestors http://127.0.0.1:9');
    expect(shown.headers.get('x-frame-options')).toBeNull();
    expect(shown.headers.get('cache-control')).toBe('no-store');
  });
});

describe('the mode', () => {
  test.each(
    inShort([
      'POST',
      'Query',
      'query ',
      'form-post',
      'jwt',
      'query.jwt',
      'fragment,query',
      '__proto__',
      'x'.repeat(500),
    ]),
  )('AS-22: %s is an invalid_request, told by query', async (_shown, response_mode) => {
    expectError(await ask(broker, { response_mode }, browser), broker, 'invalid_request');
  });

  test('it is remembered through the page, the IdP and the callback', async () => {
    for (const response_mode of ['fragment', 'form_post']) {
      const fresh = await ask(broker, { response_mode, connection: 'con1', prompt: 'login' }, browser);
      const back = await show(browser.get(fresh.location!));
      const done = await show(browser.get(back.location!));
      expect((await redeem(broker, done.answer.code!)).status).toBe(200);
      if (response_mode === 'fragment') expect(done.location).toContain(`${web.callback}#code=`);
      else expect(done.html).toContain(`action="${web.callback}"`);
    }
  });

  test('a failure at the IdP comes by the same mode', async () => {
    place.idp1.behave({
      faults: { authorize: { kind: 'error', error: 'access_denied', description: 'private words' } },
    });
    const fresh = await ask(broker, { response_mode: 'form_post', connection: 'con1', prompt: 'login' }, browser);
    const done = await show(browser.get((await show(browser.get(fresh.location!))).location!));
    expect(done.answer).toMatchObject({ error: 'access_denied', state: 's', iss: broker.issuer });
    expect(done.html).not.toContain('private words');
    place.idp1.reset();
  });
});

describe('web_message', () => {
  test('an origin that the operator did not list gets no message: a page of ours says so, whatever the outcome', async () => {
    for (const parameters of [
      { redirect_uri: 'https://app.example.com/cb' },
      { client_id: other.id, redirect_uri: other.callback },
      { client_id: native.id, redirect_uri: native.callback },
      { client_id: native.id, redirect_uri: 'http://127.0.0.1:5556/cb' },
      { redirect_uri: 'https://app.example.com/cb', response_type: 'x' },
    ]) {
      const shown = await ask(broker, { response_mode: 'web_message', prompt: 'none', ...parameters }, browser);
      expectErrorPage(shown, JSON.stringify(parameters));
      expect(shown.html).not.toContain('id="message"');
    }
  });

  test('the origin of a loopback address with a chosen port counts with that port', async () => {
    const { challenge } = createVerifier();
    const pkce = { code_challenge: challenge, code_challenge_method: 'S256' };
    const parameters = { client_id: native.id, redirect_uri: 'http://127.0.0.1:5555/cb', response_mode: 'web_message' };
    const shown = await ask(broker, { ...parameters, ...pkce, prompt: 'none' }, browser);
    expect(shown.html).toContain('"targetOrigin":"http://127.0.0.1:5555"');
  });

  test('without prompt=none it is an invalid_request, because nothing could be shown in a frame', async () => {
    for (const prompt of ['', 'login', 'consent']) {
      const shown = await ask(broker, { response_mode: 'web_message', prompt }, browser);
      expect(shown.answer).toMatchObject({ error: 'invalid_request', state: 's', iss: broker.issuer });
      expect(shown.html).toContain('"targetOrigin":"http://127.0.0.1:9"');
    }
  });

  test('nothing in it ends the script element early', async () => {
    const state = '</script><script>alert(1)</script><!--';
    const shown = await ask(broker, { response_mode: 'web_message', prompt: 'none', state }, browser);
    expect(shown.answer.state).toBe(state);
    expect(shown.html.match(/<script/g)).toHaveLength(2);
  });
});

test('the address that the code goes to cannot be changed once the sign-in has begun', async () => {
  const started = await ask(broker, { connection: 'con1', prompt: 'login' }, browser);
  const back = (await show(browser.get(started.location!))).location!;
  const done = await show(
    browser.get(`${back}&redirect_uri=https://evil.example/&response_mode=form_post&client_id=spa`),
  );
  expect(done.location?.startsWith(`${web.callback}?code=`)).toBe(true);
  expect((await signIn(broker)).code).toBeDefined();
});
