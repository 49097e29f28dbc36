import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { createGzip, gunzip, gzip } from 'node:zlib';
import { open, seal, ValetkeyError, wrappingKeyId } from '../../base/index.ts';
import { findJobPart, type JobPartRecord, type JobRecord, jobPartId } from '../../storage/index.ts';
import { jobPartContext, type Tenant } from '../../tenant/index.ts';

const pack = promisify(gzip);
const unpack = promisify(gunzip);

type Place = Pick<JobPartRecord, 'jobId' | 'number'>;

/** A piece of the file as it is kept: packed and sealed, because it is full of people. */
export async function sealPart(tenant: Tenant, place: Place, text: string): Promise<JobPartRecord> {
  const packed = (await pack(text)).toString('base64');
  const sealed = seal(tenant.keyring, jobPartContext(tenant, jobPartId(place)), packed);
  return { ...place, keyId: wrappingKeyId(sealed), sealed };
}

async function openPart(tenant: Tenant, place: Place): Promise<Buffer> {
  const sealed = await findJobPart(tenant.store.db, place);
  // Its time ended while it was read.
  if (!sealed) throw new ValetkeyError('inexistent_download');
  const packed = open(tenant.keyring, jobPartContext(tenant, jobPartId(place)), sealed);
  return unpack(Buffer.from(packed, 'base64'));
}

async function* openParts(tenant: Tenant, { jobId, parts }: JobRecord) {
  for (let number = 0; number < parts; number += 1) yield await openPart(tenant, { jobId, number });
}

/** The whole file, gzip in one piece, with one part of it in memory at a time. */
export function streamFile(tenant: Tenant, job: JobRecord): Readable {
  const parts = Readable.from(openParts(tenant, job), { objectMode: false });
  const packed = createGzip();
  parts.on('error', (error) => packed.destroy(error));
  packed.on('close', () => parts.destroy());
  return parts.pipe(packed);
}
