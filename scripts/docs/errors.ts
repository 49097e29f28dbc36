import { type ErrorEntry, errorCatalogue } from '../../src/base/index.ts';
import { code, page, table } from './markdown.ts';

/** errors.md: every failure that a caller can be told of. */
export function describeErrors(): string {
  const rows = Object.entries<ErrorEntry>(errorCatalogue).map(([name, { status, oauth, errorCode, text }]) => [
    code(name),
    String(status),
    oauth ? code(oauth) : '',
    errorCode ? code(errorCode) : '',
    text,
  ]);
  return page(
    'Errors',
    'One catalogue (`src/base/error-catalogue.ts`), rendered in the dialect of the route that failed: `error` and `error_description` from OAuth endpoints, `errorCode` and `message` from the Management API. The text is the default; an answer often says more precisely what is wrong. What an identity provider answered is never repeated.',
    table(['code', 'status', 'OAuth `error`', 'Management API `errorCode`', 'default text'], rows),
  );
}
