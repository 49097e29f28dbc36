import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { configure, createBrowser, createVerifier, postToken, redeem, signIn, spa, web } from '../../broker/index.ts';
import { readMarkup } from '../../pages/markup.ts';
import {
  ask,
  askRaw,
  expectErrorPage,
  inShort,
  native,
  only,
  openPlace,
  type Place,
  show,
  signedInBrowser,
  tenantText,
} from './set-up.ts';

let place: Place;

beforeAll(async () => {
  place = await openPlace();
});
afterAll(() => place.close());

const hostile = ['<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', "' onload='x", '&lt;b&gt;'];

describe('the client', () => {
  test.each(
    inShort([
      'nobody',
      'WEB',
      'web ',
      ' web',
      'web\0',
      'wéb',
      'web%00',
      '../web',
      '__proto__',
      'constructor',
      ...hostile,
    ]),
  )('AS-01: an unknown client_id %s is answered with a page that goes nowhere', async (_shown, clientId) => {
    const shown = await ask(place.broker, { client_id: clientId });
    expectErrorPage(shown);
    expect(shown.html).not.toContain('<script');
    expect(readMarkup(shown.html).text).toContain('Unknown application');
  });

  test('AS-01: an endless client_id is neither looked up nor shown in full', async () => {
    const shown = await ask(place.broker, { client_id: 'x'.repeat(6000) });
    expectErrorPage(shown);
    expect(shown.html).not.toContain('x'.repeat(65));
  });

  test.each(hostile)('AS-01: the page shows client_id %j as text', async (clientId) => {
    const shown = await ask(place.broker, { client_id: clientId });
    expect(readMarkup(shown.html).text).toContain(clientId);
    expect(shown.html).not.toContain(clientId);
  });

  test('AS-01: without client_id there is a page, whatever else is sent', async () => {
    expectErrorPage(await ask(place.broker, { client_id: '' }));
    expectErrorPage(await askRaw(place.broker, 'client_id='));
    expectErrorPage(await askRaw(place.broker, ''));
    expectErrorPage(await show(createBrowser().get(`${place.broker.url}/authorize`)));
  });

  test('AS-06: client_id sent twice is answered with a page, also when both are the same or one is empty', async () => {
    for (const second of [web.id, spa.id, '', 'nobody']) {
      expectErrorPage(await askRaw(place.broker, `client_id=web&client_id=${second}&redirect_uri=${web.callback}`));
    }
  });

  test('a client that has no address gets no code sent anywhere', async () => {
    expectErrorPage(await ask(place.broker, { client_id: 'm2m', redirect_uri: '' }));
    expectErrorPage(await ask(place.broker, { client_id: 'm2m' }));
  });

  test('the state of a request that is not sent back is not shown either', async () => {
    const state = 'state-MARKER-66f1';
    for (const parameters of [{ client_id: 'nobody' }, { redirect_uri: 'https://evil.example/' }, { client_id: '' }]) {
      expect((await ask(place.broker, { ...parameters, state })).html).not.toContain(state);
    }
  });
});

/** One edit away from the address, everywhere in it, and the classics. */
function nearMisses(address: string): string[] {
  const { protocol, host, hostname, pathname, origin } = new URL(address);
  const edits = [...address].flatMap((character, at) => {
    const before = address.slice(0, at);
    const after = address.slice(at + 1);
    const encoded = `%${character.charCodeAt(0).toString(16)}`;
    const swapped = character === character.toUpperCase() ? character.toLowerCase() : character.toUpperCase();
    return ['', `${character}${character}`, encoded, swapped, '*', '\0'].map((put) => `${before}${put}${after}`);
  });
  const classics = [
    `${address}/`,
    `${address}?`,
    `${address}?x=1`,
    `${address}&x=1`,
    `${address}#`,
    `${address}#x`,
    `${address}%00`,
    `${address}%0a`,
    `${address}\n`,
    ` ${address}`,
    `${address} `,
    `${address};x=1`,
    `${address}/..`,
    `${address}/../cb`,
    `${address}/.`,
    `${address}.evil.example`,
    `${origin}/.${pathname}`,
    `${origin}/x/..${pathname}`,
    `${origin}/%2e%2e${pathname}`,
    `${origin}/${pathname}`,
    `${origin}\\${pathname}`,
    origin,
    `${origin}/`,
    `${protocol}//${hostname}:443${pathname}`,
    `${protocol}//${hostname}:80${pathname}`,
    `${protocol}//${hostname}:${pathname}`,
    `${protocol}//${hostname}.${pathname}`,
    `${protocol}//user@${host}${pathname}`,
    `${protocol}//user:pass@${host}${pathname}`,
    `${protocol}//${host}@evil.example${pathname}`,
    `${protocol}//evil.example#@${host}${pathname}`,
    `${protocol}//evil.example\\@${host}${pathname}`,
    `${protocol}//evil.example/${address}`,
    `${protocol}//evil.example?${address}`,
    `${protocol}//${host}.evil.example${pathname}`,
    `${protocol}//evil-${host}${pathname}`,
    `${protocol}//sub.${host}${pathname}`,
    `${protocol}/${host}${pathname}`,
    `${protocol}${host}${pathname}`,
    `//${host}${pathname}`,
    pathname,
    address.replace('https:', 'http:').replace('http:', 'ftp:'),
    address.replace(/^http:/, 'https:').replace(/^https:\/\/app/, 'http://app'),
    'javascript:alert(1)',
    `javascript:${address}`,
    `javascript://${host}${pathname}%0aalert(1)`,
    `data:text/html,${address}`,
    `view-source:${address}`,
    'about:blank',
    'null',
    'undefined',
    `["${address}"]`,
    `${address},${address}`,
    `${address} ${address}`,
    spa.callback,
  ];
  return [...new Set([...edits, ...classics])].filter((candidate) => candidate !== '' && candidate !== address);
}

describe('the redirect URI', () => {
  test.each([web.callback, 'https://app.example.com/cb'])(
    'AS-02: every address that is nearly %s is refused with a page',
    async (address) => {
      const candidates = nearMisses(address);
      expect(candidates.length).toBeGreaterThan(150);
      for (const candidate of candidates) {
        const shown = await ask(place.broker, { redirect_uri: candidate });
        expectErrorPage(shown, candidate);
        expect(shown.html, candidate).not.toContain('href="http');
      }
      expect((await ask(place.broker, { redirect_uri: address })).status).toBe(302);
    },
  );

  test('AS-02: no other text at all is taken for a registered address', async () => {
    const text = fc.oneof(fc.webUrl({ withQueryParameters: true, withFragments: true }), fc.string({ unit: 'binary' }));
    await fc.assert(
      fc.asyncProperty(text, async (candidate) => {
        fc.pre(candidate !== '');
        expectErrorPage(await ask(place.broker, { redirect_uri: candidate }));
      }),
      { numRuns: 80 },
    );
  });

  test('AS-02: an address of another client is refused', async () => {
    expectErrorPage(await ask(place.broker, { redirect_uri: spa.callback }));
    expectErrorPage(await ask(place.broker, { client_id: spa.id, redirect_uri: web.callback }));
  });

  test('AS-06: redirect_uri sent twice is answered with a page, even to a client with a single address', async () => {
    for (const [client, first, second] of [
      [web.id, web.callback, web.callback],
      [web.id, web.callback, 'https://evil.example/'],
      [web.id, 'https://evil.example/', web.callback],
      [only.id, only.callback, ''],
      [only.id, '', only.callback],
    ]) {
      const query = new URLSearchParams({ client_id: client!, response_type: 'code', redirect_uri: first! });
      query.append('redirect_uri', second!);
      expectErrorPage(await askRaw(place.broker, query.toString()), `${first} ${second}`);
    }
  });

  test('it may be left out by a client that has one, and then also at /oauth/token; not by one with several', async () => {
    expectErrorPage(await ask(place.broker, { redirect_uri: '' }));
    const credentials = { client_id: only.id, client_secret: only.secret };
    const browser = createBrowser();
    const start = `${place.broker.url}/authorize?client_id=only&response_type=code&connection=con1`;
    const { url } = await browser.follow(start, only.callback);
    const code = url.searchParams.get('code')!;
    const { status } = await postToken(place.broker, { grant_type: 'authorization_code', code, ...credentials });
    expect(status).toBe(200);
  });

  test('AS-04: the tenant file cannot register an address that runs script, is relative or has a fragment', async () => {
    for (const bad of [
      'javascript:alert(1)',
      'JavaScript:alert(1)',
      'data:text/html,x',
      'vbscript:x',
      'file:///etc/passwd',
      '/cb',
      'app.example.com/cb',
      'https://app.example.com/cb#x',
      'myapp:/cb',
      'https://app.example.com/\u0000',
    ]) {
      const text = place.tenant.replace(only.callback, JSON.stringify(bad).slice(1, -1));
      const quoted = text.replace(`'${JSON.stringify(bad).slice(1, -1)}'`, JSON.stringify(bad));
      await expect(configure(place.broker.app, quoted), bad).rejects.toThrow('tenant file refused');
    }
    expect((await ask(place.broker, { client_id: only.id, redirect_uri: only.callback })).status).toBe(302);
  });
});

describe('loopback addresses of native applications', () => {
  const { challenge } = createVerifier();
  const pkce = { client_id: native.id, code_challenge: challenge, code_challenge_method: 'S256' };

  test.each([
    'http://127.0.0.1/cb',
    'http://127.0.0.1:1/cb',
    'http://127.0.0.1:80/cb',
    'http://127.0.0.1:5555/cb',
    'http://127.0.0.1:49152/cb',
    'http://127.0.0.1:65535/cb',
    'http://[::1]/cb?from=v',
    'http://[::1]:61000/cb?from=v',
    'http://127.0.0.1:7/fixed',
    native.callback,
  ])('AS-03: %s is accepted, and the answer goes exactly there', async (address) => {
    const shown = await ask(place.broker, { ...pkce, redirect_uri: address, prompt: 'none' });
    expect(shown.status).toBe(302);
    expect(shown.location?.startsWith(`${address}${address.includes('?') ? '&' : '?'}error=login_required`)).toBe(true);
  });

  test.each([
    'http://127.0.0.1:5555/CB',
    'http://127.0.0.1:5555/cb/',
    'http://127.0.0.1:5555/cb?x=1',
    'http://127.0.0.1:5555/cb#x',
    'http://127.0.0.1:5555/',
    'http://127.0.0.1:5555',
    'http://127.0.0.1:/cb',
    'http://127.0.0.1:65536/cb',
    'http://127.0.0.1:99999/cb',
    'http://127.0.0.1:123456/cb',
    'http://127.0.0.1:-1/cb',
    'http://127.0.0.1:5e3/cb',
    'http://127.0.0.1:5555:6666/cb',
    'http://127.0.0.1:5555@evil.example/cb',
    'http://127.0.0.1:5555.evil.example/cb',
    'http://127.0.0.1.evil.example:5555/cb',
    'http://evil.example:5555/cb',
    'http://user@127.0.0.1:5555/cb',
    'http://localhost:5555/cb',
    'http://localhost/cb',
    'http://127.0.0.2:5555/cb',
    'http://127.1:5555/cb',
    'http://2130706433:5555/cb',
    'http://0x7f000001:5555/cb',
    'http://127.0.0.1.:5555/cb',
    'http://[::1]:5555/cb',
    'http://[::ffff:127.0.0.1]:5555/cb',
    'http://[0:0:0:0:0:0:0:1]:5555/cb?from=v',
    'http://[::1]:5555/cb?from=w',
    'http://0.0.0.0:5555/cb',
    'https://127.0.0.1:5555/cb',
    'HTTP://127.0.0.1:5555/cb',
    'http://127.0.0.1:8/fixed',
    'http://127.0.0.1/fixed',
    'http://127.0.0.1:5555\n/cb',
    'com.example.app://cb',
    'com.example.app:/cb/',
    'com.example.app:8/cb',
  ])('AS-03: %j is refused with a page', async (address) => {
    expectErrorPage(await ask(place.broker, { ...pkce, redirect_uri: address }));
    expectErrorPage(await ask(place.broker, { ...pkce, redirect_uri: address, response_mode: 'web_message' }));
  });

  test('AS-03: the port is chosen for the loopback address only; a web address has the port it was registered with', async () => {
    expectErrorPage(await ask(place.broker, { redirect_uri: 'https://app.example.com:8443/cb' }));
    expectErrorPage(await ask(place.broker, { redirect_uri: 'http://127.0.0.1:10/cb' }));
  });

  test('AS-14: the code is redeemed with the port that was used, and with no other', async () => {
    for (const [given, status] of [
      ['http://127.0.0.1:5001/cb', 200],
      ['http://127.0.0.1:5002/cb', 403],
      ['http://127.0.0.1/cb', 403],
    ] as const) {
      const { verifier, challenge: made } = createVerifier();
      const redirect_uri = 'http://127.0.0.1:5001/cb';
      const { code } = await signIn(place.broker, { ...pkce, code_challenge: made, redirect_uri });
      const answer = await postToken(place.broker, {
        grant_type: 'authorization_code',
        client_id: native.id,
        code: code!,
        code_verifier: verifier,
        redirect_uri: given,
      });
      expect(answer.status, given).toBe(status);
    }
  });
});

describe('addresses that the operator takes away', () => {
  test('an address that is no longer registered gets nothing, though the sign-in began before', async () => {
    const browser = createBrowser();
    const redirect_uri = 'https://app.example.com/cb';
    const begun = await ask(place.broker, { redirect_uri, connection: 'con1' }, browser);
    const back = (await show(browser.get(begun.location!))).location!;
    const text = tenantText(place.idp1, place.idp2).replace(`, '${redirect_uri}'`, '');
    await configure(place.broker.app, text);
    place.broker.clock.advance(1000);
    try {
      expectErrorPage(await show(browser.get(back)));
      expect(place.idp1.requests('token').some(({ params }) => back.includes(params.code ?? 'none'))).toBe(false);
    } finally {
      await configure(place.broker.app, place.tenant);
      place.broker.clock.advance(1000);
    }
  });

  test('an address with letters beyond ASCII is answered at its percent-encoded form', async () => {
    const text = place.tenant.replace(
      `'${only.callback}'`,
      `'${only.callback}', 'https://only.example.com/wäy-日本?q=ü'`,
    );
    await configure(place.broker.app, text);
    place.broker.clock.advance(1000);
    const browser = await signedInBrowser(place.broker);
    const redirect_uri = 'https://only.example.com/wäy-日本?q=ü';
    const shown = await ask(place.broker, { client_id: only.id, redirect_uri }, browser);
    expect(shown.status).toBe(302);
    expect(shown.location?.split('&')[0]).toBe('https://only.example.com/w%C3%A4y-%E6%97%A5%E6%9C%AC?q=%C3%BC');
    const { status } = await redeem(place.broker, shown.answer.code!, {
      client_id: only.id,
      client_secret: only.secret,
      redirect_uri,
    });
    expect(status).toBe(200);
  });
});
