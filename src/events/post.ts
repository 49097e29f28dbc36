import { type ErrorCode, ValetkeyError } from '../base/index.ts';
import type { Egress } from '../idp-client/index.ts';
import type { Tenant } from '../tenant/index.ts';

/** Milliseconds from the call to the end of the answer. */
const patience = 5_000;

/** How one attempt ended: in a word of ours, never of the receiver's. */
export interface SendResult {
  readonly delivered: boolean;
  readonly outcome: string;
  /** Seconds that the receiver asked us to wait. */
  readonly retryAfter?: number;
  /** The receiver let us wait for all the time that it had. */
  readonly timedOut?: boolean;
}

const words: { [code in ErrorCode]?: string } = {
  egress_refused: 'address_refused',
  idp_unreachable: 'unreachable',
  idp_answer_invalid: 'answer_invalid',
  sealed_value_damaged: 'secret_unreadable',
  key_unknown: 'secret_unreadable',
};

export interface Sender {
  readonly tenant: Tenant;
  readonly egress: Egress;
  /** Ends what is under way. */
  readonly signal: AbortSignal;
}

/** A failure as the end of an attempt; what says nothing about the receiver is thrown on. */
export function toResult(error: unknown): SendResult {
  const word = error instanceof ValetkeyError ? words[error.code] : undefined;
  if (word === undefined) throw error;
  return { delivered: false, outcome: word };
}

/** Sends one message. Delivered is what was answered with 2xx; a redirect is not followed. */
export async function post(
  { egress, signal }: Sender,
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<SendResult> {
  const patienceEnds = AbortSignal.timeout(patience);
  try {
    const { status, headers: answered } = await egress.request(url, {
      method: 'POST',
      headers,
      body,
      signal: AbortSignal.any([signal, patienceEnds]),
    });
    const [retryAfter] = /^\d{1,6}$/.exec(answered.get('retry-after') ?? '') ?? [];
    return {
      delivered: status >= 200 && status < 300,
      outcome: `status_${status}`,
      ...(retryAfter !== undefined && { retryAfter: Number(retryAfter) }),
    };
  } catch (error) {
    return { ...toResult(error), timedOut: patienceEnds.aborted };
  }
}
