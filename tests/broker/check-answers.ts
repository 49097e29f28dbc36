import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { z } from 'zod';
import { describeApi, endpoints } from '../../src/contract/index.ts';

interface Response {
  readonly content?: { readonly 'application/json': { readonly schema: object } };
}
interface Operation {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, Response>>;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: object };
}

// The description as a reader of it gets it, so that what it says is what is checked.
const document = JSON.parse(JSON.stringify(describeApi(endpoints, 'http://localhost', '0'))) as Document;

const routes = Object.entries(document.paths).map(([path, operations]) => ({
  pattern: new RegExp(`^/api/v2${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
  // What is written out goes before what is open, as in the router.
  open: path.split('{').length,
  operations,
}));
routes.sort((one, two) => one.open - two.open);

const readers = new Map<string, z.ZodType>();

/** The schema as Zod reads it back: another reader than the one that wrote it. */
function readerOf(name: string, schema: object): z.ZodType {
  let reader = readers.get(name);
  if (!reader) {
    const whole = JSON.stringify({ ...schema, $defs: document.components.schemas });
    reader = z.fromJSONSchema(JSON.parse(whole.replaceAll('#/components/schemas/', '#/$defs/')));
    readers.set(name, reader);
  }
  return reader;
}

/** What is wrong with an answer by our own OpenAPI description, in a line; undefined when nothing is. */
export function findProblem(method: string, url: string, status: number, body: string): string | undefined {
  const path = url.split('?')[0]!;
  const route = routes.find(({ pattern }) => pattern.test(path));
  const operation = route?.operations[method.toLowerCase()];
  if (!operation) return undefined;
  const what = `${operation.operationId} (${method} ${path}) answered ${status}`;
  const response = operation.responses[status];
  if (!response) return `${what}, which its description does not know`;
  const schema = response.content?.['application/json'].schema;
  if (!schema) return body === '' ? undefined : `${what} with a body, and the description has none`;
  try {
    const { error } = readerOf(`${operation.operationId} ${status}`, schema).safeParse(JSON.parse(body));
    return error && `${what} with ${body.slice(0, 300)}: ${error.message}`;
  } catch {
    return `${what} with what is no JSON: ${body.slice(0, 100)}`;
  }
}

/**
 * Holds every answer of the Management API that a test gets against our own OpenAPI description.
 * @returns the problems found until now.
 */
export function checkAnswers(server: Server): readonly string[] {
  const problems: string[] = [];
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    if (!request.url?.startsWith('/api/v2/')) return;
    const chunks: Buffer[] = [];
    const keep = (chunk: unknown) => {
      if (typeof chunk === 'string' || chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk as string));
    };
    const write = response.write.bind(response) as (...given: unknown[]) => boolean;
    const end = response.end.bind(response) as (...given: unknown[]) => ServerResponse;
    response.write = ((...given: unknown[]) => {
      keep(given[0]);
      return write(...given);
    }) as typeof response.write;
    response.end = ((...given: unknown[]) => {
      keep(given[0]);
      const body = Buffer.concat(chunks).toString();
      const problem = findProblem(request.method ?? '', request.url ?? '', response.statusCode, body);
      if (problem !== undefined) problems.push(problem);
      return end(...given);
    }) as typeof response.end;
  });
  return problems;
}
