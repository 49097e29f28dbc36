import { ValetkeyError } from '../../../base/index.ts';
import type { RuleContext } from './context.ts';

/** OpenID Connect Core section 6: not supported, so refused, and never fetched. */
export function checkRequestObject({ parameters }: RuleContext): void {
  if (parameters.get('request') !== undefined) throw new ValetkeyError('request_not_supported');
  if (parameters.get('request_uri') !== undefined) throw new ValetkeyError('request_uri_not_supported');
}
