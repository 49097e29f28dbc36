/** Signs that only a query has: a field, a phrase, a group, a range, an operator. */
const querySigns = /[:"()[\]{}]|(?:^|\s)(?:AND|OR|NOT)(?:\s|$)/;

const prefixFields = ['name', 'email', 'nickname', 'family_name', 'user_id'];

/** Whether somebody typed a query of Auth0's search engine rather than a name. */
export function isQuery(text: string): boolean {
  return querySigns.test(text);
}

/** What is asked for what was typed: a query as it is, and of a plain text whatever begins with it. */
export function toQuery(text: string): string | undefined {
  const typed = text.trim();
  if (typed === '') return undefined;
  if (isQuery(typed)) return typed;
  const escaped = typed.replaceAll(/[^\p{L}\p{N}]/gu, (sign) => `\\${sign}`);
  return prefixFields.map((field) => `${field}:${escaped}*`).join(' OR ');
}
