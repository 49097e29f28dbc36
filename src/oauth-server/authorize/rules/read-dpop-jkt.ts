import { ValetkeyError } from '../../../base/index.ts';
import type { RuleContext } from './context.ts';

/** RFC 9449 section 10: the key that will be shown with the code, by its thumbprint. */
export function readDpopJkt({ parameters }: RuleContext): string | undefined {
  const jkt = parameters.get('dpop_jkt');
  if (jkt === undefined || /^[A-Za-z0-9_-]{43}$/.test(jkt)) return jkt;
  throw new ValetkeyError('invalid_request', { description: 'dpop_jkt must be the SHA-256 thumbprint of a key' });
}
