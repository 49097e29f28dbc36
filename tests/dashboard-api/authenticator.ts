import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

type Cbor = number | string | Buffer | Map<number | string, Cbor>;

function head(major: number, value: number): Buffer {
  if (value < 24) return Buffer.from([(major << 5) | value]);
  if (value < 256) return Buffer.from([(major << 5) | 24, value]);
  return Buffer.from([(major << 5) | 25, value >> 8, value & 0xff]);
}

/** The little of CBOR (RFC 8949) that an authenticator speaks. */
function encode(value: Cbor): Buffer {
  if (typeof value === 'number') return value >= 0 ? head(0, value) : head(1, -1 - value);
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  return Buffer.concat([head(5, value.size), ...[...value].flatMap(([name, inner]) => [encode(name), encode(inner)])]);
}

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest();

function coseKey(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  const point = (text: string) => Buffer.from(text, 'base64url');
  return encode(
    new Map<number, Cbor>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, point(x)],
      [-3, point(y)],
    ]),
  );
}

export interface Options {
  readonly origin: string;
  readonly rpId?: string;
  readonly challenge: string;
  /** Checks who holds it; true unless told. */
  readonly verifies?: boolean;
  /** Laid over the client data. */
  readonly clientData?: Record<string, unknown>;
}

/** A passkey in software (Web Authentication Level 3 section 6), which can be told to lie. */
export function createAuthenticator(counts = true) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const id = randomBytes(16);
  let counter = 0;

  function clientDataOf(type: string, { challenge, origin, clientData }: Options): Buffer {
    return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false, ...clientData }));
  }
  function dataOf({ rpId = 'localhost', verifies = true }: Options, attested: boolean): Buffer {
    const flags = 0x01 | (verifies ? 0x04 : 0) | (attested ? 0x40 : 0);
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counts ? counter : 0);
    const key = [Buffer.alloc(16), Buffer.from([0, id.length]), id, coseKey(publicKey)];
    return Buffer.concat([sha256(rpId), Buffer.from([flags]), count, ...(attested ? key : [])]);
  }
  const named = { id: id.toString('base64url'), rawId: id.toString('base64url'), type: 'public-key' as const };

  return {
    id: named.id,
    /** As another copy of it, which does not know how often this one was used. */
    setCounter: (value: number) => {
      counter = value;
    },
    /** What navigator.credentials.create() gives. */
    create(options: Options) {
      const authData = dataOf(options, true);
      const attestation = new Map<string, Cbor>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', authData],
      ]);
      return {
        ...named,
        response: {
          clientDataJSON: clientDataOf('webauthn.create', options).toString('base64url'),
          attestationObject: encode(attestation).toString('base64url'),
          transports: ['internal'],
        },
        clientExtensionResults: {},
      };
    },
    /** What navigator.credentials.get() gives. */
    get(options: Options) {
      counter += 1;
      const authenticatorData = dataOf(options, false);
      const clientData = clientDataOf('webauthn.get', options);
      const signed = Buffer.concat([authenticatorData, sha256(clientData)]);
      return {
        ...named,
        response: {
          clientDataJSON: clientData.toString('base64url'),
          authenticatorData: authenticatorData.toString('base64url'),
          signature: sign('sha256', signed, privateKey).toString('base64url'),
        },
        clientExtensionResults: {},
      };
    },
  };
}
