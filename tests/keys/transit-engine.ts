// A key service of its own process that speaks the wire of Vault's and OpenBao's Transit engine, for what we use of it:
// encrypt and decrypt with associated data, tokens, errors. Neither of the two can be installed where the tests run.
// `node tests/keys/transit-engine.ts TOKEN` prints its port.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

const token = process.argv[2];
const keys = new Map([['valetkey', randomBytes(32)]]);
const prefix = 'vault:v1:';

function encrypt(key: Buffer, plaintext: string, associated: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(associated, 'base64'));
  const sealed = [nonce, cipher.update(Buffer.from(plaintext, 'base64')), cipher.final(), cipher.getAuthTag()];
  return prefix + Buffer.concat(sealed).toString('base64');
}

function decrypt(key: Buffer, ciphertext: string, associated: string): string {
  if (!ciphertext.startsWith(prefix)) throw new Error('invalid ciphertext: no prefix');
  const box = Buffer.from(ciphertext.slice(prefix.length), 'base64');
  const decipher = createDecipheriv('aes-256-gcm', key, box.subarray(0, 12));
  decipher.setAAD(Buffer.from(associated, 'base64'));
  decipher.setAuthTag(box.subarray(-16));
  return Buffer.concat([decipher.update(box.subarray(12, -16)), decipher.final()]).toString('base64');
}

const server = createServer(async (request, response) => {
  const answer = (status: number, body: object) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  const [, operation, name] = /^\/v1\/transit\/(encrypt|decrypt)\/([^/]+)$/.exec(request.url ?? '') ?? [];
  if (request.method !== 'POST' || !operation) return answer(404, { errors: [] });
  if (request.headers['x-vault-token'] !== token) return answer(403, { errors: ['permission denied'] });
  const key = keys.get(name ?? '');
  if (!key) return answer(400, { errors: ['encryption key not found'] });
  const body = JSON.parse(await text(request)) as Record<string, string>;
  try {
    const { plaintext = '', ciphertext = '', associated_data = '' } = body;
    answer(200, {
      request_id: 'r',
      lease_id: '',
      renewable: false,
      data:
        operation === 'encrypt'
          ? { ciphertext: encrypt(key, plaintext, associated_data), key_version: 1 }
          : { plaintext: decrypt(key, ciphertext, associated_data) },
    });
  } catch (error) {
    answer(400, { errors: [`invalid ciphertext: SERVICE-MARKER ${String(error)}`] });
  }
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as { port: number }).port}\n`));
