import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { type Clock, systemClock } from '../../base/index.ts';
import type { KeyAndCertificate, Validity } from './certificates.ts';

export interface LocalCa {
  /** What NODE_EXTRA_CA_CERTS, SSL_CERT_FILE or `curl --cacert` must name. */
  readonly caCertificatePath: string;
  /** The authority's certificate, PEM. */
  readonly ca: string;
  /** The server's private key, PEM. */
  readonly key: string;
  /** The server's certificate, PEM. */
  readonly cert: string;
}

const day = 24 * 60 * 60 * 1000;
const authorityLife = 3_652 * day;
// The most that browsers take for a server (CA/Browser Forum baseline requirements, section 6.3.2).
const serverLife = 398 * day;
const renewBefore = 30 * day;

/** Backdated by an hour, for machines whose clock lags. */
function validity(clock: Clock, life: number, latest = Number.POSITIVE_INFINITY): Validity {
  const notBefore = clock.now() - 60 * 60 * 1000;
  return { notBefore: new Date(notBefore), notAfter: new Date(Math.min(notBefore + life, latest)) };
}

async function readPair(directory: string, name: string): Promise<KeyAndCertificate | undefined> {
  try {
    const [key, certificate] = await Promise.all([
      readFile(join(directory, `${name}.key`), 'utf8'),
      readFile(join(directory, `${name}.pem`), 'utf8'),
    ]);
    return { key, certificate };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return undefined;
  }
}

async function writePair(directory: string, name: string, pair: KeyAndCertificate): Promise<void> {
  const files = [
    { path: join(directory, `${name}.key`), text: pair.key, mode: 0o600 },
    { path: join(directory, `${name}.pem`), text: pair.certificate, mode: 0o644 },
  ];
  for (const { path, text, mode } of files) {
    await writeFile(`${path}.${process.pid}`, text, { mode });
    await rename(`${path}.${process.pid}`, path);
  }
}

/** Whether a kept pair can serve on: readable, belonging together, and with more than 30 days to go. */
function isGood(pair: KeyAndCertificate, clock: Clock): boolean {
  try {
    const certificate = new X509Certificate(pair.certificate);
    if (!certificate.checkPrivateKey(createPrivateKey(pair.key))) return false;
    return Date.parse(certificate.validTo) - clock.now() >= renewBefore;
  } catch {
    return false;
  }
}

function isSignedBy(pair: KeyAndCertificate, authority: KeyAndCertificate): boolean {
  return new X509Certificate(pair.certificate).verify(new X509Certificate(authority.certificate).publicKey);
}

/**
 * A certificate authority of this installation's own, and a certificate of it for localhost, 127.0.0.1 and ::1.
 * Both are kept in `directory` (keys readable by the owner only) and made anew when missing, damaged or near their end.
 */
export async function createLocalCa(directory: string, clock: Clock = systemClock): Promise<LocalCa> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  let authority = await readPair(directory, 'ca');
  if (!authority || !isGood(authority, clock)) {
    const { issueAuthority } = await import('./certificates.ts');
    authority = await issueAuthority(`Valetkey sandbox on ${hostname()}`.slice(0, 64), validity(clock, authorityLife));
    await writePair(directory, 'ca', authority);
  }
  let server = await readPair(directory, 'server');
  if (!server || !isGood(server, clock) || !isSignedBy(server, authority)) {
    const { issueServerCertificate } = await import('./certificates.ts');
    const end = Date.parse(new X509Certificate(authority.certificate).validTo);
    server = await issueServerCertificate(authority, validity(clock, serverLife, end));
    await writePair(directory, 'server', server);
  }
  return {
    caCertificatePath: join(directory, 'ca.pem'),
    ca: authority.certificate,
    key: server.key,
    cert: server.certificate,
  };
}
