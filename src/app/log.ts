import { type DestinationStream, type Logger, pino } from 'pino';

/** Names of members that hold secrets wherever they turn up; pino blanks them in every line. */
const secretMembers = [
  'access_token',
  'refresh_token',
  'id_token',
  'client_secret',
  'code_verifier',
  'authorization',
  'cookie',
  'password',
];

/** Structured log. Requests are logged by route and status, never with their query, headers or body. */
export function createLog(level: string, destination?: DestinationStream): Logger {
  const paths = secretMembers.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  // `code` is an authorization code in parameters, and the name of a failure in an error.
  paths.push('parameters.code', 'query.code', 'body.code');
  const options = {
    level,
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths, censor: '[secret]' },
  };
  return destination ? pino(options, destination) : pino(options);
}
