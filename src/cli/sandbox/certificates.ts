// @peculiar/x509 does not load without it.
import 'reflect-metadata';
import { randomBytes, type webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

/** Both in PEM; the key is PKCS#8. */
export interface KeyAndCertificate {
  readonly key: string;
  readonly certificate: string;
}

export interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const nameConstraintsOid = '2.5.29.30';

// RFC 5280 section 4.2.1.10: DER of permittedSubtrees { localhost, 127.0.0.0/8, ::1/128 }, which the library cannot write.
function onlyThisMachine(): x509.Extension {
  const der = (tag: number, ...parts: Uint8Array[]) => {
    const content = Buffer.concat(parts);
    return Buffer.concat([Buffer.from([tag, content.length]), content]);
  };
  const ipv6 = Buffer.alloc(32, 0xff).fill(0, 0, 15).fill(1, 15, 16);
  const names = [
    der(0x82, Buffer.from('localhost')),
    der(0x87, Buffer.from([127, 0, 0, 0, 255, 0, 0, 0])),
    der(0x87, ipv6),
  ];
  const subtrees = der(0xa0, ...names.map((name) => der(0x30, name)));
  return new x509.Extension(nameConstraintsOid, true, der(0x30, subtrees));
}

// RFC 5280 section 4.1.2.2 wants a positive number: the leading byte keeps it so.
function serialNumber(): string {
  return `4a${randomBytes(15).toString('hex')}`;
}

async function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

async function privateKeyPem(key: webcrypto.CryptoKey): Promise<string> {
  return `${x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')}\n`;
}

/**
 * A self-signed authority that can vouch for this machine's own names only: whoever trusts it and loses its key has
 * not handed out the rest of the web.
 */
export async function issueAuthority(name: string, validity: Validity): Promise<KeyAndCertificate> {
  const keys = await generateKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    ...validity,
    serialNumber: serialNumber(),
    name: [{ CN: [name] }],
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      onlyThisMachine(),
    ],
  });
  return { key: await privateKeyPem(keys.privateKey), certificate: `${certificate.toString('pem')}\n` };
}

const ownNames: readonly x509.JsonGeneralName[] = [
  { type: 'dns', value: 'localhost' },
  { type: 'ip', value: '127.0.0.1' },
  { type: 'ip', value: '::1' },
];

/** A server certificate, for localhost, 127.0.0.1 and ::1 unless told otherwise. */
export async function issueServerCertificate(
  authority: KeyAndCertificate,
  validity: Validity,
  names = ownNames,
): Promise<KeyAndCertificate> {
  const keys = await generateKeys();
  const issuer = new x509.X509Certificate(authority.certificate);
  const [authorityKey] = x509.PemConverter.decode(authority.key);
  const certificate = await x509.X509CertificateGenerator.create({
    ...validity,
    serialNumber: serialNumber(),
    subject: [{ CN: ['localhost'] }],
    issuer: issuer.subjectName.toJSON(),
    publicKey: keys.publicKey,
    signingKey: await crypto.subtle.importKey('pkcs8', authorityKey!, algorithm, false, ['sign']),
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([...names]),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    ],
  });
  return { key: await privateKeyPem(keys.privateKey), certificate: `${certificate.toString('pem')}\n` };
}
