import { ValetkeyError } from '../../../base/index.ts';
import { splitScope } from '../../parameters.ts';
import { type Prompt, promptValues } from '../request.ts';
import type { RuleContext } from './context.ts';

/** OpenID Connect Core section 3.1.2.1: `none` stands alone. */
export function readPrompt({ parameters, target }: RuleContext): Prompt[] {
  const asked = splitScope(parameters.get('prompt'));
  const known = promptValues.filter((value) => asked.includes(value));
  if (known.length !== asked.length) {
    throw new ValetkeyError('invalid_request', { description: `prompt must be of ${promptValues.join(', ')}` });
  }
  if (known.includes('none') && known.length > 1) {
    throw new ValetkeyError('invalid_request', { description: 'prompt=none excludes every other value' });
  }
  if (target.responseMode === 'web_message' && !known.includes('none')) {
    // Pages refuse to be framed, so a message can only come without interaction.
    throw new ValetkeyError('invalid_request', { description: 'response_mode=web_message needs prompt=none' });
  }
  return known;
}

/** Seconds since the last sign-in that the application accepts. */
export function readMaxAge({ parameters }: RuleContext): number | undefined {
  const text = parameters.get('max_age');
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text)) {
    throw new ValetkeyError('invalid_request', { description: 'max_age must be a whole number of seconds' });
  }
  return Number(text);
}
