import { ValetkeyError } from '../../../base/index.ts';
import type { Client } from '../../../tenant/index.ts';
import type { Parameters } from '../../parameters.ts';

const loopbackWithPort = /^http:\/\/(127\.0\.0\.1|\[::1\]):\d{1,5}(?=\/|\?|$)/;
const loopbackBare = /^http:\/\/(127\.0\.0\.1|\[::1\])(?=\/|\?|$)/;

/**
 * Exact text comparison (RFC 9700 section 2.1), but for the port of a loopback address that is registered without one,
 * which a native application picks when it runs (RFC 8252 section 7.3).
 */
export function isRegisteredRedirectUri(registered: readonly string[], given: string): boolean {
  if (registered.includes(given)) return true;
  // A port beyond 65535 is no address.
  const withoutPort = URL.canParse(given) ? given.replace(loopbackWithPort, 'http://$1') : given;
  return withoutPort !== given && registered.some((uri) => loopbackBare.test(uri) && uri === withoutPort);
}

/** @throws {ValetkeyError} `callback_mismatch` or `invalid_request`, both for a page: the address is not to be trusted. */
export function chooseRedirectUri(client: Client, parameters: Parameters): { uri: string; given: boolean } {
  const { callbacks } = client.settings;
  if (parameters.repeated.has('redirect_uri')) {
    throw new ValetkeyError('invalid_request', { description: 'redirect_uri must not be sent more than once' });
  }
  const given = parameters.get('redirect_uri');
  if (given === undefined) {
    const [only, ...others] = callbacks;
    if (only === undefined || others.length > 0) {
      throw new ValetkeyError('invalid_request', { description: 'Missing required parameter: redirect_uri' });
    }
    return { uri: only, given: false };
  }
  if (!isRegisteredRedirectUri(callbacks, given)) {
    throw new ValetkeyError('callback_mismatch', {
      description: `Callback URL mismatch. ${given.slice(0, 300)} is not in the list of allowed callback URLs`,
    });
  }
  return { uri: given, given: true };
}
