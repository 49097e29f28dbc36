// The server as a process of its own, to be killed. Settings come as one JSON text; it says `ready` when it listens.
import { createApplication, createLog } from '../../src/app/index.ts';
import { createKeyEncryptionKey, createKeyring } from '../../src/base/index.ts';
import { configure } from '../broker/index.ts';

interface ServeSettings {
  readonly databaseUrl: string;
  /** 32 bytes in base64. */
  readonly key: string;
  readonly port: number;
  readonly tenant: string;
}

const { databaseUrl, key, port, tenant } = JSON.parse(process.argv[2] ?? '') as ServeSettings;
const app = await createApplication(
  {
    issuer: `http://localhost:${port}/`,
    host: '127.0.0.1',
    port,
    databaseUrl,
    keyring: createKeyring(createKeyEncryptionKey(Buffer.from(key, 'base64'))),
    trustProxy: false,
    allowPrivateIdps: true,
    logLevel: 'error',
  },
  { log: createLog('error') },
);
await configure(app, tenant);
await app.listen();
process.stdout.write('ready\n');
