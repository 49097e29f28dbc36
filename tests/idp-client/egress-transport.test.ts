import { createServer as createTcpServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createEgress, createFetch, type Egress, type EgressOptions } from '../../src/idp-client/index.ts';
import { selfSigned, startTestIdp, type TestIdp } from '../idps/index.ts';

let idp: TestIdp;
const open: Egress[] = [];

function egressWith(options: Partial<EgressOptions> = {}): Egress {
  const egress = createEgress({ allowPrivate: true, totalTimeout: 400, connectTimeout: 100, ...options });
  open.push(egress);
  return egress;
}

beforeEach(async () => {
  idp = await startTestIdp();
});

afterEach(async () => {
  await Promise.all(open.splice(0).map((egress) => egress.close()));
  await idp.close();
});

async function failureOf(egress: Egress, url = `${idp.url}/jwks`): Promise<{ code: string; detail: string }> {
  return egress.request(url).then(
    () => expect.unreachable('the call should have failed'),
    (error) => error,
  );
}

describe('CL-20: limits of an outbound call', () => {
  test('CL-20, T-H02: a redirect is not followed, whatever it leads to', async () => {
    for (const to of ['http://169.254.169.254/', 'file:///etc/passwd', 'gopher://x/', `${idp.url}/userinfo`]) {
      idp.behave({ faults: { jwks: { kind: 'redirect', to } } });
      expect((await egressWith().request(`${idp.url}/jwks`)).status).toBe(302);
    }
    expect(idp.requests('userinfo')).toHaveLength(0);
  });

  test('CL-20, T-H08: a body of more than the limit is cut', async () => {
    idp.behave({ faults: { jwks: { kind: 'huge', bytes: 50 * 1024 * 1024 } } });
    expect(await failureOf(egressWith())).toMatchObject({ code: 'idp_answer_invalid' });
    await vi.waitFor(async () => expect(await idp.connections()).toBe(0));
  });

  test('CL-20: one call can lower the limit, not raise it', async () => {
    const egress = egressWith({ maxBytes: 1000 });
    idp.behave({ faults: { jwks: { kind: 'answer', body: JSON.stringify('x'.repeat(900)) } } });
    await expect(egress.request(`${idp.url}/jwks`, { maxBytes: 800 })).rejects.toMatchObject({
      code: 'idp_answer_invalid',
    });
    expect((await egress.request(`${idp.url}/jwks`, { maxBytes: 5000 })).status).toBe(200);
    idp.behave({ faults: { jwks: { kind: 'answer', body: JSON.stringify('x'.repeat(1200)) } } });
    await expect(egress.request(`${idp.url}/jwks`, { maxBytes: 5000 })).rejects.toMatchObject({
      code: 'idp_answer_invalid',
    });
  });

  test('CL-20, T-H08: a gzip bomb is cut at the decompressed size', async () => {
    idp.behave({ faults: { jwks: { kind: 'gzip-bomb', bytes: 20 * 1024 * 1024 } } });
    expect(await failureOf(egressWith({ totalTimeout: 5000 }))).toMatchObject({
      code: 'idp_answer_invalid',
      detail: expect.stringContaining('larger than'),
    });
  });

  test('CL-20: an honest gzip body is read', async () => {
    idp.behave({ faults: { jwks: { kind: 'gzip-bomb', bytes: 64 * 1024 } } });
    expect((await egressWith({ totalTimeout: 5000 }).request(`${idp.url}/jwks`)).json()).toHaveProperty('access_token');
  });

  test('CL-20: JSON deeper than 32 is refused, 32 is read', async () => {
    const nested = (depth: number) => `${'['.repeat(depth)}"[[{\\"["${']'.repeat(depth)}`;
    const egress = egressWith();
    idp.behave({ faults: { jwks: { kind: 'answer', body: nested(32) } } });
    expect((await egress.request(`${idp.url}/jwks`)).json()).toBeInstanceOf(Array);
    idp.behave({ faults: { jwks: { kind: 'answer', body: nested(33) } } });
    const answer = await egress.request(`${idp.url}/jwks`);
    expect(() => answer.json()).toThrow(expect.objectContaining({ code: 'idp_answer_invalid' }));
    await expect(createFetch(egress)(`${idp.url}/jwks`)).rejects.toMatchObject({ code: 'idp_answer_invalid' });
  });

  test('CL-20, T-H08: who answers too slowly, or never, is left', async () => {
    for (const fault of [
      { kind: 'hang' },
      { kind: 'drip', milliseconds: 20 },
      { kind: 'delay', milliseconds: 700 },
    ] as const) {
      idp.behave({ faults: { jwks: fault } });
      const started = performance.now();
      expect(await failureOf(egressWith())).toMatchObject({ code: 'idp_unreachable' });
      expect(performance.now() - started).toBeLessThan(2000);
    }
  });

  test('CL-20: a connection that does not come about is given up', async () => {
    const egress = egressWith({ resolve: () => new Promise(() => {}), totalTimeout: 5000 });
    expect(await failureOf(egress, 'https://idp.example/')).toMatchObject({
      code: 'idp_unreachable',
      detail: expect.stringContaining('UND_ERR_CONNECT_TIMEOUT'),
    });
  });

  test('CL-20, T-H08: broken HTTP is refused and the sockets are given back', async () => {
    const broken = [
      'hello, this is HTTP/0.9',
      `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`,
      'HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\nshort',
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}',
      'HTTP/1.1 200 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n{}',
      'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-encoding: gzip\r\ncontent-length: 2\r\n\r\n{}',
      'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-encoding: magic\r\ncontent-length: 2\r\n\r\n{}',
    ];
    const egress = egressWith();
    for (const bytes of broken) {
      idp.behave({ faults: { jwks: { kind: 'raw', bytes } } });
      expect(['idp_answer_invalid', 'idp_unreachable'], bytes.slice(0, 40)).toContain((await failureOf(egress)).code);
    }
    idp.behave({ faults: { jwks: { kind: 'reset' } } });
    expect((await failureOf(egress)).code).toBe('idp_unreachable');
    await egress.close();
    await vi.waitFor(async () => expect(await idp.connections()).toBe(0));
  });

  test('CL-20, T-H08: a certificate that nobody vouches for is refused, even with NODE_TLS_REJECT_UNAUTHORIZED=0', async () => {
    const tls = await startTestIdp({ tls: selfSigned });
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    try {
      expect(await failureOf(egressWith(), `${tls.url}/jwks`)).toMatchObject({ code: 'idp_unreachable' });
      expect(tls.log).toHaveLength(0);
    } finally {
      vi.unstubAllEnvs();
      await tls.close();
    }
  });

  test('T-H04: the error names address and kind, and nothing that was received', async () => {
    idp.behave({ faults: { jwks: { kind: 'html' } } });
    const answer = await egressWith().request(`${idp.url}/jwks?token=query-secret`);
    expect(() => answer.json()).toThrow(expect.objectContaining({ detail: 'the body is not JSON', cause: undefined }));
    idp.behave({ faults: { jwks: { kind: 'raw', bytes: 'secret page' } } });
    const error = await failureOf(egressWith(), `${idp.url}/jwks?token=query-secret`);
    expect(JSON.stringify([error, error.detail, String(error)])).not.toMatch(/secret page|query-secret/);
  });
});

describe('T-H03: the address that was checked is the address that is called', () => {
  test.each([
    ['private only', [{ address: '127.0.0.1', family: 4 }]],
    [
      'public and private mixed',
      [
        { address: '8.8.8.8', family: 4 },
        { address: '10.0.0.1', family: 4 },
      ],
    ],
    [
      'public A, private AAAA',
      [
        { address: '8.8.8.8', family: 4 },
        { address: '::1', family: 6 },
      ],
    ],
    ['with a zone id', [{ address: 'fe80::1%lo', family: 6 }]],
    ['IPv4-mapped', [{ address: '::ffff:127.0.0.1', family: 6 }]],
    ['not an address', [{ address: 'localhost', family: 4 }]],
  ])('T-H03: a name that answers %s is refused', async (_name, addresses) => {
    const egress = egressWith({ allowPrivate: false, resolve: async () => addresses });
    const { port } = new URL(idp.url);
    expect(await failureOf(egress, `https://idp.example:${port}/`)).toMatchObject({ code: 'egress_refused' });
    expect(await idp.connections()).toBe(0);
  });

  test('T-H09: a listed name may lead into the private network, at its port alone', async () => {
    const { port } = new URL(idp.url);
    const egress = egressWith({
      allowPrivate: [`idp.example:${port}`],
      resolve: async () => [{ address: '127.0.0.1', family: 4 }],
    });
    // It gets as far as the handshake, which a server without TLS ends.
    expect(await failureOf(egress, `https://idp.example:${port}/`)).toMatchObject({ code: 'idp_unreachable' });
    expect(await failureOf(egress, `https://idp.example:${Number(port) + 1}/`)).toMatchObject({
      code: 'egress_refused',
    });
    expect(await failureOf(egress, `https://other.example:${port}/`)).toMatchObject({ code: 'egress_refused' });
  });

  test('T-H03: a name is resolved once a connection, and the connection goes where that answer said', async () => {
    let connections = 0;
    const server = createTcpServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const answers = ['127.0.0.1', '127.0.0.99'];
    const asked: string[] = [];
    const egress = egressWith({
      resolve: async (name) => {
        asked.push(name);
        return [{ address: answers[asked.length - 1] ?? '127.0.0.99', family: 4 }];
      },
    });
    expect(await failureOf(egress, `https://Rebind.Example.:${port}/`)).toMatchObject({ code: 'idp_unreachable' });
    expect(asked).toEqual(['rebind.example']);
    expect(connections).toBe(1);
    server.close();
  });

  test('T-H03: a name without an address is unreachable, not refused', async () => {
    expect((await failureOf(egressWith({ resolve: async () => [] }), 'https://idp.example/')).code).toBe(
      'idp_unreachable',
    );
  });

  test('localhost is loopback without asking anybody', async () => {
    const egress = egressWith({ resolve: async () => expect.unreachable() });
    const url = idp.url.replace('127.0.0.1', 'localhost');
    expect((await egress.request(`${url}/jwks`)).status).toBe(200);
  });
});

test('T-H07: proxy variables are not heeded', async () => {
  for (const name of ['http_proxy', 'https_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY']) {
    vi.stubEnv(name, 'http://127.0.0.1:9');
  }
  expect((await egressWith().request(`${idp.url}/jwks`)).status).toBe(200);
  vi.unstubAllEnvs();
});

test('connections are kept and used again', async () => {
  const egress = egressWith();
  for (let call = 0; call < 5; call += 1) await egress.request(`${idp.url}/jwks`);
  expect(await idp.connections()).toBeLessThan(5);
  expect(idp.log[0]?.headers).toMatchObject({ 'user-agent': 'valetkey', 'accept-encoding': 'identity' });
});
