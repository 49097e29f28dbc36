// One of several servers on one database, as a process of its own. Settings come as one JSON text; it says `ready`
// when it listens.
import { createApplication, createLog } from '../../src/app/index.ts';
import { createKeyEncryptionKey, createKeyring } from '../../src/base/index.ts';
import { configure } from '../broker/start-broker.ts';

export interface NodeSettings {
  readonly databaseUrl: string;
  /** 32 bytes in base64. */
  readonly key: string;
  /** Of all nodes. */
  readonly issuer: string;
  readonly port: number;
  /** Given to one of them. */
  readonly tenant?: string;
}

const { databaseUrl, key, issuer, port, tenant } = JSON.parse(process.argv[2] ?? '') as NodeSettings;
const app = await createApplication(
  {
    issuer,
    host: '127.0.0.1',
    port,
    databaseUrl,
    keyring: createKeyring(createKeyEncryptionKey(Buffer.from(key, 'base64'))),
    trustProxy: false,
    allowPrivateIdps: true,
    logLevel: 'warn',
  },
  { log: createLog('warn') },
);
if (tenant !== undefined) await configure(app, tenant);
await app.listen();
process.once('SIGTERM', () => void app.close());
process.stdout.write('ready\n');
