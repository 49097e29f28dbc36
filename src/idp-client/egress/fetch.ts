import { ValetkeyError } from '../../base/index.ts';
import type { Egress, EgressRequest } from './egress.ts';
import { refuseDeepJson } from './read-body.ts';

export interface FetchInit {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>> | Headers;
  readonly body?: string | URLSearchParams | null;
  readonly signal?: AbortSignal | null;
}

/** The egress in the shape of `fetch`, for the `customFetch` hooks of oauth4webapi and jose. */
export function createFetch(egress: Egress, limits: Pick<EgressRequest, 'maxBytes'> = {}) {
  return async (url: string, init: FetchInit = {}): Promise<Response> => {
    const answer = await egress.request(url, {
      ...limits,
      method: (init.method ?? 'GET') as 'GET' | 'POST',
      headers: Object.fromEntries(new Headers(init.headers).entries()),
      ...(init.body != null && { body: String(init.body) }),
      signal: init.signal ?? null,
    });
    if (answer.status < 200 || answer.status > 599) {
      throw new ValetkeyError('idp_answer_invalid', { detail: `status ${answer.status}` });
    }
    // The libraries parse by themselves: the depth is checked for them.
    refuseDeepJson(answer.text);
    const { headers } = answer;
    // They told of the body as it travelled.
    for (const name of ['content-encoding', 'content-length', 'transfer-encoding']) headers.delete(name);
    const empty = [204, 205, 304].includes(answer.status);
    return new Response(empty ? null : answer.text, { status: answer.status, headers });
  };
}
