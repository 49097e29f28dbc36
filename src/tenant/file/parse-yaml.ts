import type { Document } from 'yaml';
import { createReport, type Path, type Report } from '../changes/report.ts';
import type { ReplacedText } from './keywords.ts';
import { yaml } from './yaml.ts';

// An alias names a whole tree: without a limit, ten lines of them fill the memory.
const maxAliasCount = 100;

export interface ParsedYaml {
  /** JSON values only; undefined when the text is not YAML. */
  readonly value: unknown;
  lineOf(path: Path): number | undefined;
  readonly report: Report;
}

/** The node at this path, or the nearest one around it: what is missing has no place of its own. */
function findOffset(document: Document, path: Path): number | undefined {
  const { isNode } = yaml();
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return undefined;
}

function toValue(document: Document, report: Report): unknown {
  try {
    // By way of JSON: shared nodes become separate ones, and nothing is left that JSON could not keep.
    return JSON.parse(JSON.stringify(document.toJS({ maxAliasCount }) ?? null));
  } catch {
    report.refuse([], 'an alias has no anchor, or aliases expand to too much');
    return undefined;
  }
}

/** Parses YAML 1.2 with `<<` merge keys, as the Deploy CLI reads it; a key given twice is an error. */
export function parseYaml({ text, sourceOffset }: ReplacedText, source: string): ParsedYaml {
  const { LineCounter, parseDocument } = yaml();
  const lines = new LineCounter();
  // Positions are counted in the file that the operator sees, not in the text with its keywords replaced.
  for (const { index } of source.matchAll(/(?<=^|\n)/g)) lines.addNewLine(index);
  const lineAt = (offset: number) => lines.linePos(sourceOffset(offset)).line;
  // The library's own messages quote the text, which may be a secret from the environment.
  const document = parseDocument(text, { merge: true, prettyErrors: false, logLevel: 'silent' });
  const lineOf = (path: Path) => {
    const offset = findOffset(document, path);
    return offset === undefined ? undefined : lineAt(offset);
  };
  const report = createReport(lineOf);
  const errors = [...document.errors, ...document.warnings];
  for (const { code, pos } of errors) {
    const what = code.toLowerCase().replaceAll('_', ' ');
    const text = code === 'DUPLICATE_KEY' ? 'this key is given twice' : `not valid YAML: ${what}`;
    report.problems.push({ path: '', line: lineAt(pos[0]), text });
  }
  return { value: errors.length > 0 ? undefined : toValue(document, report), lineOf, report };
}
