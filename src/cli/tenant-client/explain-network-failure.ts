import { CommandFailure } from '../failure.ts';
import { printable } from '../terminal/printable.ts';

const untrustedCertificate = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

function findCode(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  if (cause instanceof Error && 'code' in cause) return String(cause.code);
  return cause instanceof Error ? cause.message : String(cause);
}

function findReason(url: URL, error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError') return 'it did not answer in time; try again later.';
  const code = findCode(error);
  if (code === 'ECONNREFUSED') return 'nothing listens there; is the server running, and is the port right?';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'no such host was found; check the name and the network.';
  if (code === 'ERR_SSL_WRONG_VERSION_NUMBER' || code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG') {
    return `it does not speak TLS; if it is a server on this machine, write http://${url.host}.`;
  }
  if (untrustedCertificate.has(code)) {
    return `its certificate is not trusted (${code}); set NODE_EXTRA_CA_CERTS to the file of its certificate authority.`;
  }
  return `the connection failed (${printable(code)}).`;
}

/** What fetch threw, as a sentence: Node's own message is "fetch failed" for everything. */
export function explainNetworkFailure(url: URL, error: unknown): CommandFailure {
  return new CommandFailure(`${url.origin} could not be reached: ${findReason(url, error)}`);
}
