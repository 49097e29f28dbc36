// For every test file: real RSA keys, made once in a while and given out in turn. Making one takes longer than most tests,
// and each server and each test IdP wants some.
import { webcrypto } from 'node:crypto';

const { subtle } = webcrypto;
const make = subtle.generateKey.bind(subtle);

/** More than live at a time in any test: no two of these are ever the same key. */
const most = 24;
const format = 'pkcs8';
const made: { privateKey: ArrayBuffer; publicKey: ArrayBuffer }[] = [];
let next = 0;

type Algorithm = webcrypto.RsaHashedKeyGenParams;

/** The usual kind: another one is made as it is asked for. */
function isUsual(algorithm: unknown, extractable: boolean): algorithm is Algorithm {
  const { name = '', modulusLength } = algorithm as Algorithm;
  return ['RSASSA-PKCS1-v1_5', 'RSA-PSS'].includes(name) && modulusLength === 2048 && extractable;
}

async function giveKey(algorithm: Algorithm, usages: readonly webcrypto.KeyUsage[]): Promise<webcrypto.CryptoKeyPair> {
  const place = next;
  next = (next + 1) % most;
  let known = made[place];
  if (!known) {
    const pair = (await make(algorithm, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair;
    known = {
      privateKey: await subtle.exportKey(format, pair.privateKey),
      publicKey: await subtle.exportKey('spki', pair.publicKey),
    };
    made[place] = known;
  }
  const can = (usage: webcrypto.KeyUsage) => usages.filter((one) => one === usage);
  return {
    privateKey: await subtle.importKey(format, known.privateKey, algorithm, true, can('sign')),
    publicKey: await subtle.importKey('spki', known.publicKey, algorithm, true, can('verify')),
  };
}

// Vitest runs this again for each file, in the same process.
const mark = Symbol.for('valetkey.made-keys');

const generateKey = (async (algorithm: unknown, extractable: boolean, usages: readonly webcrypto.KeyUsage[]) =>
  isUsual(algorithm, extractable)
    ? giveKey(algorithm, usages)
    : make(algorithm as Algorithm, extractable, usages as webcrypto.KeyUsage[])) as typeof subtle.generateKey;

if (!(mark in subtle)) Object.assign(subtle, { generateKey, [mark]: true });
