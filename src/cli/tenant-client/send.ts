import { packageVersion } from '../version.ts';
import { explainNetworkFailure } from './explain-network-failure.ts';

/** A tenant answers within this, body included, or is taken for gone. */
export const answerTimeoutMs = 20_000;

export interface Sending {
  method: string;
  headers: Headers;
  body?: NonNullable<RequestInit['body']>;
  /** When to give up; `answerTimeoutMs` after the start unless told. */
  signal?: AbortSignal;
}

/**
 * One HTTP exchange. Redirects come back as they are: whether a token may follow one is for the caller to say.
 * @throws {CommandFailure} when the server cannot be reached
 */
export async function send(url: URL, sending: Sending): Promise<Response> {
  if (!sending.headers.has('user-agent')) sending.headers.set('user-agent', `valetkey/${packageVersion()}`);
  try {
    return await fetch(url, { signal: AbortSignal.timeout(answerTimeoutMs), ...sending, redirect: 'manual' });
  } catch (error) {
    throw explainNetworkFailure(url, error);
  }
}
