import type { z } from 'zod';

/** Where something stands in the file: `['connections', 2, 'options', 'client_id']`. */
export type Path = readonly (string | number)[];

/** A reason why a file is refused. No value of the file is repeated in it: any may be a secret. */
export interface Problem {
  /** `connections[2].options.client_id`; empty for the file as a whole. */
  readonly path: string;
  readonly line?: number;
  readonly text: string;
}

/** Gathers all that is wrong, so that an operator repairs a file in one go. */
export interface Report {
  readonly problems: Problem[];
  readonly warnings: string[];
  refuse(path: Path, text: string): void;
  warn(path: Path, text: string): void;
  /** What the schema makes of the value; undefined when it does not fit, which is then reported. */
  check<S extends z.ZodType>(path: Path, schema: S, value: unknown): z.output<S> | undefined;
}

function formatPath(path: Path): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`))
    .join('')
    .replace(/^\./, '');
}

/** One line for a terminal or a log. */
export function formatProblem({ path, line, text }: Problem): string {
  const place = [path, line === undefined ? '' : `(line ${line})`].filter((part) => part !== '').join(' ');
  return place === '' ? text : `${place}: ${text}`;
}

export function createReport(lineOf: (path: Path) => number | undefined): Report {
  const problems: Problem[] = [];
  const warnings: string[] = [];
  function locate(path: Path, text: string): Problem {
    const line = lineOf(path);
    return { path: formatPath(path), ...(line === undefined ? {} : { line }), text };
  }
  function refuse(path: Path, text: string): void {
    problems.push(locate(path, text));
  }
  return {
    problems,
    warnings,
    refuse,
    warn: (path, text) => void warnings.push(formatProblem(locate(path, text))),
    check(path, schema, value) {
      const result = schema.safeParse(value);
      if (result.success) return result.data;
      for (const issue of result.error.issues) refuse([...path, ...(issue.path as Path)], issue.message);
      return undefined;
    },
  };
}
