import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { selfSigned } from '../idps/certificate.ts';

/**
 * Makes this process believe the tests' certificate, as NODE_EXTRA_CA_CERTS does for an application that is started.
 * @returns takes it back: files share their process.
 */
export function trustTestCertificate(): () => void {
  const usual = getCACertificates('default');
  setDefaultCACertificates([...usual, selfSigned.cert]);
  return () => setDefaultCACertificates(usual);
}
