import { once } from 'node:events';
import { CommandFailure, exitCodes } from '../failure.ts';
import type { TenantOptions } from '../settings.ts';
import { chooseIdentity, type IdentityWish } from '../tenant-client/choose-identity.ts';
import { openTenant } from '../tenant-client/open-tenant.ts';
import { readUser } from '../tenant-client/read-user.ts';
import { printable } from '../terminal/printable.ts';
import { printNote } from '../terminal/terminal.ts';
import { buildRequest, type RequestOptions } from './build-request.ts';
import { callApi, redirectTarget } from './call-api.ts';

export interface CallOptions extends TenantOptions, IdentityWish, RequestOptions {
  include?: boolean;
}

async function printBody(response: Response): Promise<void> {
  if (!response.body) return;
  try {
    for await (const chunk of response.body) {
      if (!process.stdout.write(chunk)) await once(process.stdout, 'drain');
    }
  } catch {
    throw new CommandFailure('The answer broke off; what is printed is not the whole of it.');
  }
}

function describeRefusal(response: Response, url: URL): string {
  const target = redirectTarget(response, url);
  const status = printable(`${response.status} ${response.statusText}`);
  if (!target) return `${url.origin} answered ${status}.`;
  if (target.origin === url.origin) return `${url.origin} redirects again and again (${status}).`;
  return `${url.origin} redirects to ${target.origin} (${status}); the token is not sent there, so this is not followed.`;
}

/**
 * `valetkey call USER URL`.
 * @throws {CommandFailure} exit code 22 when the API's answer is not a 2xx; its body is printed before
 */
export async function callForUser(userId: string, url: string, options: CallOptions): Promise<void> {
  const request = buildRequest(url, options);
  const tenant = openTenant(options);
  const readIdpToken = async () => chooseIdentity(await readUser(tenant, userId), options).access_token;
  let answer = await callApi(request, await readIdpToken());
  if (answer.response.status === 401) {
    // The token may have ended between the reading and the call: what the tenant gives now can be another one.
    await answer.response.body?.cancel();
    answer = await callApi(request, await readIdpToken());
  }
  const { response } = answer;
  if (options.include) printNote(printable(`HTTP ${response.status} ${response.statusText}`));
  await printBody(response);
  if (!response.ok) throw new CommandFailure(describeRefusal(response, answer.url), exitCodes.httpError);
}
