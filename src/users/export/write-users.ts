import type { ExportField, User } from '../../contract/index.ts';
import { type ExportWish, fieldsOf } from './export-wish.ts';

/** Own members only: a path must not lead into what every object inherits. */
function step(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

/** What a path such as `identities[0].connection` leads to; a name with dots of its own comes first. */
function read(user: User, name: string): unknown {
  if (Object.hasOwn(user, name)) return user[name];
  return name
    .replaceAll(/\[(\d+)\]/g, '.$1')
    .split('.')
    .reduce(step, user as unknown);
}

/** Dates of our own making, which Auth0 leaves as they are. */
const ownDates = ['created_at', 'updated_at', 'last_login'];

function quote(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

/** As Auth0 does it, after OWASP's advice: a quote before each text keeps spreadsheets from taking it for a formula. */
function toCell(value: unknown, { name }: ExportField): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return quote(ownDates.includes(name) ? text : `'${text}`);
}

function toCsvLine(user: User, fields: readonly ExportField[]): string {
  return `${fields.map((field) => toCell(read(user, field.name), field)).join(',')}\r\n`;
}

function toJsonLine(user: User, fields: readonly ExportField[]): string {
  const members = fields.map(({ name, export_as: title = name }) => [title, read(user, name)]);
  return `${JSON.stringify(Object.fromEntries(members))}\n`;
}

/** What stands at the head of the file: the titles of CSV. */
export function writeHead(wish: ExportWish): string {
  if (wish.format === 'json') return '';
  return `${fieldsOf(wish)
    .map(({ name, export_as: title = name }) => quote(title))
    .join(',')}\r\n`;
}

/** Users as lines of the file. What is in it is what is shown of a user without a proof: never a token (T-E11). */
export function writeUsers(wish: ExportWish, users: readonly User[]): string {
  const fields = fieldsOf(wish);
  const toLine = wish.format === 'csv' ? toCsvLine : toJsonLine;
  return users.map((user) => toLine(user, fields)).join('');
}
