import { X509Certificate } from 'node:crypto';

export interface CertificateDescription {
  /** PEM. */
  readonly pkcs7: string;
  readonly fingerprint: string;
  readonly thumbprint: string;
}

/** The other forms in which people ask for a certificate (RFC 5652 for PKCS #7). */
export async function describeCertificate(pem: string): Promise<CertificateDescription> {
  // Loaded here because few ask, and it costs time at every start otherwise.
  await import('reflect-metadata');
  const { X509Certificate: Certificate, X509Certificates } = await import('@peculiar/x509');
  const { fingerprint, raw } = new X509Certificate(pem);
  const text = Buffer.from(new X509Certificates(new Certificate(raw)).export('raw')).toString('base64');
  const lines = text.match(/.{1,64}/g)!.join('\n');
  return {
    pkcs7: `-----BEGIN PKCS7-----\n${lines}\n-----END PKCS7-----\n`,
    fingerprint,
    thumbprint: fingerprint.replaceAll(':', ''),
  };
}
