// The server as a process of its own. It loads everything, then waits for its settings: one line of JSON on its standard
// input. It says `loaded` before, and `ready` when it listens.
import { createInterface } from 'node:readline';
import { createApplication, createLog } from '../../src/app/index.ts';
import { createKeyEncryptionKey, createKeyring } from '../../src/base/index.ts';
import { configure } from '../broker/start-broker.ts';
import type { ServerSettings } from './server-process.ts';

process.stdout.write('loaded\n');
const lines = createInterface({ input: process.stdin });
for await (const line of lines) {
  const settings = JSON.parse(line) as ServerSettings;
  const { databaseUrl, key, port, issuer = `http://localhost:${port}/`, tenant, logLevel = 'error' } = settings;
  const app = await createApplication(
    {
      issuer,
      host: '127.0.0.1',
      port,
      databaseUrl,
      keyring: createKeyring(createKeyEncryptionKey(Buffer.from(key, 'base64'))),
      trustProxy: false,
      allowPrivateIdps: true,
      logLevel,
    },
    { log: createLog(logLevel) },
  );
  if (tenant !== undefined) await configure(app, tenant);
  await app.listen();
  process.once('SIGTERM', () => void app.close());
  process.stdout.write('ready\n');
  break;
}
lines.close();
process.stdin.destroy();
