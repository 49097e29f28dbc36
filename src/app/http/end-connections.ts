import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** Milliseconds that requests under way are given once the server was told to end. */
const patience = 10_000;

function keepSet(server: Server, event: string): Set<Socket> {
  const sockets = new Set<Socket>();
  server.on(event, (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return sockets;
}

/**
 * Watches the connections of a server. Node closes those that wait for their next request; one that never sent any
 * (a client's spare connection, or somebody who wants to hold the server up) would keep it from ending for half a
 * minute and more.
 * @returns ends the connections without a request, those with one when it is answered, and after ten seconds the rest
 */
export function watchConnections(server: Server): () => void {
  const raw = keepSet(server, 'connection');
  // What requests name: over TLS another object, which is there after the handshake.
  const open = 'setSecureContext' in server ? keepSet(server, 'secureConnection') : raw;
  const underWay = new Map<Socket, number>();
  let ending = false;
  server.prependListener('request', ({ socket }, response) => {
    underWay.set(socket, (underWay.get(socket) ?? 0) + 1);
    response.once('close', () => {
      const left = (underWay.get(socket) ?? 1) - 1;
      if (left > 0) return void underWay.set(socket, left);
      underWay.delete(socket);
      // What was written last is still on its way.
      if (ending) socket.end();
    });
  });
  return () => {
    ending = true;
    for (const socket of open) if (!underWay.has(socket)) socket.destroy();
    const timer = setTimeout(() => {
      for (const socket of raw) socket.destroy();
    }, patience);
    timer.unref();
    server.once('close', () => clearTimeout(timer));
  };
}
