import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { announce } from './announce.ts';

/** Listens on a free loopback port and tells the bench. */
export function listen(server: Server): void {
  server.listen(0, '127.0.0.1', () => announce({ port: (server.address() as AddressInfo).port }));
}
