import { ValetkeyError } from '../../../base/index.ts';
import type { Client } from '../../../tenant/index.ts';
import type { Parameters } from '../../parameters.ts';
import { type ResponseMode, responseModes } from '../request.ts';

/** The mode for errors: what was asked for when it is one of ours, else the default. */
export function readResponseMode(parameters: Parameters): ResponseMode {
  return responseModes.find((mode) => mode === parameters.get('response_mode')) ?? 'query';
}

/** A message is posted only to an origin that the operator listed. */
export function mayReceiveMessages(client: Client, redirectUri: string): boolean {
  const { origin } = new URL(redirectUri);
  return client.settings.web_origins.includes(origin);
}

export function checkResponseMode(parameters: Parameters): void {
  const asked = parameters.get('response_mode');
  if (asked === undefined || responseModes.some((mode) => mode === asked)) return;
  throw new ValetkeyError('invalid_request', {
    description: `response_mode must be one of ${responseModes.join(', ')}`,
  });
}
