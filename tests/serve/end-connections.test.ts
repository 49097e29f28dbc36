import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectSecurely } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { oidcConnection, startBroker, tenantFile } from '../broker/index.ts';
import { selfSigned } from '../idps/certificate.ts';
import { startTestIdp } from '../idps/index.ts';

const ways = ['http', 'https'] as const;

async function openConnection(way: (typeof ways)[number], port: number): Promise<Socket> {
  const socket =
    way === 'http'
      ? connect(port, '127.0.0.1')
      : connectSecurely({ port, host: '127.0.0.1', rejectUnauthorized: false });
  socket.on('error', () => {});
  await once(socket, way === 'http' ? 'connect' : 'secureConnect');
  return socket;
}

describe.each(ways)('the server is told to end, over %s', (way) => {
  // Less than Node's own half a minute, after which it looks for connections that never sent anything.
  test('R-28: connections that send nothing, or half a request, do not hold it up', { timeout: 15_000 }, async () => {
    const idp = await startTestIdp();
    const config = way === 'https' ? { tls: selfSigned } : {};
    const broker = await startBroker({ tenant: tenantFile(oidcConnection('con1', idp)), config });
    const { port } = broker.config;
    const [silent, halfway, waiting, answered] = await Promise.all(
      Array.from({ length: 4 }, () => openConnection(way, port)),
    );
    halfway!.write('GET /health HTTP/1.1\r\nhost: localhost\r\n');
    answered!.write('GET /health HTTP/1.1\r\nhost: localhost\r\n\r\n');
    await once(answered!, 'data');
    // A request that is under way is answered: its body is here only after the end has begun.
    const body = 'grant_type=client_credentials';
    const headers = `content-type: application/x-www-form-urlencoded\r\ncontent-length: ${body.length}`;
    waiting!.write(`POST /oauth/token HTTP/1.1\r\nhost: localhost\r\nexpect: 100-continue\r\n${headers}\r\n\r\n`);
    let text = '';
    waiting!.on('data', (chunk: Buffer) => {
      text += chunk;
    });
    await once(waiting!, 'data');
    const ends = [silent!, halfway!, waiting!, answered!].map((socket) => once(socket, 'close'));
    const closed = broker.close();
    await Promise.all([ends[0], ends[1], ends[3]]);
    waiting!.write(body);
    await Promise.all([...ends, closed]);
    expect(text).toContain('HTTP/1.1 401');
    await idp.close();
  });
});
