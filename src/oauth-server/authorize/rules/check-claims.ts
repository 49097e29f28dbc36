import { ValetkeyError } from '../../../base/index.ts';
import type { RuleContext } from './context.ts';

/** OpenID Connect Core section 5.5 is not supported (`claims_parameter_supported: false`), so asking is an error. */
export function checkClaims({ parameters }: RuleContext): void {
  if (parameters.get('claims') === undefined) return;
  throw new ValetkeyError('invalid_request', { description: 'The claims parameter is not supported' });
}
