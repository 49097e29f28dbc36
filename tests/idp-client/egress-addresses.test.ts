import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEgress } from '../../src/idp-client/index.ts';

const refusedClasses: Record<string, string[]> = {
  '0/8': ['0.0.0.0', '0.1.2.3'],
  '10/8': ['10.0.0.1', '10.255.255.255'],
  '100.64/10': ['100.64.0.1', '100.127.255.255'],
  '127/8': ['127.0.0.1', '127.255.255.254'],
  '169.254/16': ['169.254.169.254'],
  '172.16/12': ['172.16.0.1', '172.31.255.255'],
  '192.0.0/24': ['192.0.0.8'],
  '192.0.2/24': ['192.0.2.1'],
  '192.31.196/24': ['192.31.196.1'],
  '192.52.193/24': ['192.52.193.1'],
  '192.88.99/24': ['192.88.99.1'],
  '192.168/16': ['192.168.1.1'],
  '192.175.48/24': ['192.175.48.1'],
  '198.18/15': ['198.18.0.1', '198.19.255.255'],
  '198.51.100/24': ['198.51.100.1'],
  '203.0.113/24': ['203.0.113.1'],
  '224/4': ['224.0.0.1', '239.255.255.255'],
  '240/4': ['240.0.0.1', '255.255.255.255'],
  '::': ['[::]'],
  '::1': ['[::1]', '[0:0:0:0:0:0:0:1]'],
  'IPv4-mapped': ['[::ffff:127.0.0.1]', '[::ffff:8.8.8.8]', '[::FFFF:a00:1]'],
  'IPv4-compatible': ['[::127.0.0.1]', '[::8.8.8.8]'],
  '64:ff9b::/96': ['[64:ff9b::7f00:1]'],
  '64:ff9b:1::/48': ['[64:ff9b:1::1]'],
  '100::/64': ['[100::1]'],
  '2001::/23': ['[2001::1]', '[2001:1ff::1]'],
  '2001:db8::/32': ['[2001:db8::1]'],
  '2002::/16': ['[2002:7f00:1::]'],
  '2620:4f:8000::/48': ['[2620:4f:8000::1]'],
  '3fff::/20': ['[3fff::1]'],
  '5f00::/16': ['[5f00::1]'],
  'fc00::/7': ['[fc00::1]', '[fdff::1]'],
  'fe80::/10': ['[fe80::1]', '[febf::1]'],
  'ff00::/8': ['[ff02::1]'],
};

const otherForms = [
  '2130706433', // decimal
  '0177.0.0.1', // octal
  '0x7f.0.0.1', // hex
  '0x7f000001',
  '127.1', // short
  '127.0.0.1.', // trailing dot
  '１２７.0.0.1', // full-width digits
  '①②⑦.⓪.⓪.①',
  '0xa9.0xfe.0xa9.0xfe',
  '[fe80::1%25eth0]', // zone id
  'LOCALHOST',
  'localhost.',
  'a.localhost',
  'metadata.google.internal',
  'METADATA.google.internal.',
  'db.internal',
  'printer.local',
  'good@169.254.169.254',
  'good:word@example.com',
];

const egress = createEgress({ allowPrivate: false });
let canaryHits = 0;
const canary = createServer((socket) => {
  canaryHits += 1;
  socket.destroy();
});
let port = 0;

beforeAll(async () => {
  await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve));
  port = (canary.address() as { port: number }).port;
});

afterAll(async () => {
  await egress.close();
  canary.close();
});

describe('T-H01: an address that leads inside is refused when it is saved and when it is called', () => {
  for (const [name, hosts] of Object.entries(refusedClasses)) {
    test(`T-H01: class ${name}`, async () => {
      for (const host of hosts) {
        expect(egress.checkUrl(`https://${host}:${port}/token`), host).toBeTypeOf('string');
        await expect(egress.request(`https://${host}:${port}/token`), host).rejects.toMatchObject({
          code: 'egress_refused',
        });
      }
      expect(canaryHits).toBe(0);
    });
  }

  for (const host of otherForms) {
    test(`T-H01: form ${host}`, async () => {
      expect(egress.checkUrl(`https://${host}/`)).toBeTypeOf('string');
      await expect(egress.request(`https://${host}/`)).rejects.toMatchObject({ code: 'egress_refused' });
    });
  }

  for (const url of [
    'http://example.com/',
    'file:///etc/passwd',
    'gopher://example.com/',
    'ftp://example.com',
    'idp',
    '',
  ]) {
    test(`T-H01: scheme of ${url || 'an empty text'}`, async () => {
      expect(egress.checkUrl(url)).toBeTypeOf('string');
      await expect(egress.request(url)).rejects.toMatchObject({ code: 'egress_refused' });
    });
  }
});

describe('what may be called', () => {
  const publicUrls = [
    'https://8.8.8.8/',
    'https://example.com:8443/x?y=z',
    'https://[2606:4700:4700::1111]/',
    'https://localhost.example.com/',
  ];
  test.each(publicUrls)('a public address passes: %s', (url) => {
    expect(egress.checkUrl(url)).toBeUndefined();
  });

  test('T-H09: a list opens the host and port that it names, and no other place', () => {
    const places = ['10.1.2.3:8443', 'idp.internal:443', 'localhost:3001', 'fd00::1:8443'];
    const listed = createEgress({ allowPrivate: places });
    for (const url of [
      'https://10.1.2.3:8443/x',
      'https://idp.internal/',
      'http://localhost:3001/',
      'https://[fd00::1]:8443/',
    ])
      expect(listed.checkUrl(url), url).toBeUndefined();
    for (const url of [
      'https://10.1.2.3/',
      'https://10.1.2.3:8444/',
      'http://10.1.2.3:8443/',
      'https://10.1.2.4:8443/',
      'https://a.idp.internal/',
      'https://idp.internal:8443/',
      'http://localhost:3002/',
      'http://127.0.0.1:3001/',
    ])
      expect(listed.checkUrl(url), url).toBeTypeOf('string');
    expect(listed.checkUrl('https://example.com/')).toBeUndefined();
  });

  test('allowPrivate opens private networks and http to loopback, and nothing else', async () => {
    const open = createEgress({ allowPrivate: true });
    const fine = [
      'http://127.0.0.1:1/',
      'http://localhost:1/',
      'http://a.localhost/',
      'http://[::1]/',
      'https://10.0.0.1/',
      'https://idp.internal/',
      'https://[fd00::1]/',
    ];
    for (const url of fine) expect(open.checkUrl(url), url).toBeUndefined();
    const refused = [
      'http://10.0.0.1/',
      'http://example.com/',
      'https://169.254.169.254/',
      'https://0.0.0.0/',
      'https://[fe80::1]/',
      'https://224.0.0.1/',
      'https://[::ffff:127.0.0.1]/',
      'https://a@127.0.0.1/',
    ];
    for (const url of refused) expect(open.checkUrl(url), url).toBeTypeOf('string');
    await open.close();
  });
});
