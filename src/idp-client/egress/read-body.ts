import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { isTooDeep, ValetkeyError } from '../../base/index.ts';

const decoders = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
};

function refuse(detail: string): ValetkeyError {
  return new ValetkeyError('idp_answer_invalid', { detail });
}

/** Reads a body of at most `maxBytes`, before and after decompression; leaving early closes the connection. */
export async function readBody(
  stream: AsyncIterable<Uint8Array>,
  encoding: string | undefined,
  maxBytes: number,
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > maxBytes) throw refuse(`the body is larger than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks);
  const name = encoding?.trim().toLowerCase() || 'identity';
  if (name === 'identity' || body.length === 0) return body;
  if (!Object.hasOwn(decoders, name)) throw refuse('the body has an unknown content encoding');
  try {
    return await decoders[name as keyof typeof decoders](body, { maxOutputLength: maxBytes });
  } catch {
    // The cause may hold a part of the body.
    throw refuse(`the ${name} body is broken or larger than ${maxBytes} bytes`);
  }
}

const maxJsonDepth = 32;

/** @throws {ValetkeyError} `idp_answer_invalid` for what whoever reads it would follow down too far */
export function refuseDeepJson(text: string): void {
  if (isTooDeep(text, maxJsonDepth)) throw refuse(`the JSON is nested deeper than ${maxJsonDepth}`);
}

/** @throws {ValetkeyError} `idp_answer_invalid` for what is no JSON, or nested deeper than 32. */
export function parseJson(text: string): unknown {
  refuseDeepJson(text);
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text.
    throw refuse('the body is not JSON');
  }
}
