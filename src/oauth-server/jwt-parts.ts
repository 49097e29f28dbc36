/** The parts of a compact JWS (RFC 7515 section 3.1). */
export interface JwtParts {
  readonly head: string;
  readonly body: string;
  readonly signature: string;
  /** What the signature is over. */
  readonly signed: Buffer;
}

export function splitJwt(text: string): JwtParts | undefined {
  const [head, body, signature, ...others] = text.split('.');
  if (head === undefined || body === undefined || signature === undefined || others.length > 0) return undefined;
  return { head, body, signature, signed: Buffer.from(`${head}.${body}`) };
}

/** A part as an object; undefined for anything else. */
export function decodeJson(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
