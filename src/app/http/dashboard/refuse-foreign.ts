import type { FastifyRequest } from 'fastify';
import type { DashboardSession } from '../../../administrators/index.ts';
import { equalSecrets, ValetkeyError } from '../../../base/index.ts';
import { FormPairs } from '../read-pairs.ts';

const refused = (detail: string) => new ValetkeyError('csrf_refused', { detail });

/**
 * Refuses what the browser says another site, or a page of another origin of this site, made it send. A browser that
 * says nothing, or a program, is told apart by the token of the session.
 * @param origin of our own address, from configuration
 * @throws {ValetkeyError} `csrf_refused`
 */
export function refuseForeign({ headers, method }: FastifyRequest, origin: string): void {
  const site = headers['sec-fetch-site'];
  const isRead = method === 'GET' || method === 'HEAD';
  // `none` is a person who typed the address: that only reads.
  const own = site === undefined || site === 'same-origin' || (isRead && site === 'none');
  if (!own) throw refused('sec-fetch-site');
  if (headers.origin !== undefined && headers.origin !== origin) throw refused('origin');
}

/** @throws {ValetkeyError} `csrf_refused` for a request that changes something and lacks the session's token */
export function checkCsrfToken({ headers, method }: FastifyRequest, { csrfToken }: DashboardSession): void {
  if (method === 'GET') return;
  const given = headers['x-csrf-token'];
  if (typeof given !== 'string' || !equalSecrets(given, csrfToken)) throw refused('x-csrf-token');
}

/** A form needs no script to be sent: only JSON is taken. */
export function refuseForms(body: unknown): void {
  if (body instanceof FormPairs) throw new ValetkeyError('unsupported_media_type', { description: 'Send JSON.' });
}
