import pc from 'picocolors';
import { shortenSecret } from '../../base/index.ts';
import { wantsColour } from '../settings.ts';
import type { Exchange } from './walk.ts';

const colours = pc.createColors(wantsColour(process.stdout));

/** Parameters and members that are worth stealing; in a sandbox too, so that the output can be shown around. */
const secretNames =
  /^(access_token|refresh_token|id_token|client_secret|code|code_verifier|code_challenge|state|nonce|_csrf|uid|interaction)$/;

function shortenUrl(text: string): string {
  const url = new URL(text);
  for (const [name, value] of [...url.searchParams]) {
    if (secretNames.test(name)) url.searchParams.set(name, shortenSecret(value));
  }
  const query = [...url.searchParams].map(([name, value]) => `\n        ${name} = ${value}`).join('');
  // An IdP may put the name of a sign-in under way into the path.
  const path = url.pathname.split('/').map((part) => (part.length > 40 ? shortenSecret(part) : part));
  return `${url.origin}${path.join('/')}${colours.dim(query)}`;
}

function shortenMembers(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) =>
      typeof member === 'string' && secretNames.test(name) ? [name, shortenSecret(member)] : [name, member],
    ),
  );
}

function indent(text: string): string {
  return text.replaceAll('\n', '\n      ');
}

export function printTitle(title: string): void {
  process.stdout.write(`\n${colours.bold(title)}\n`);
}

export function printExchange(exchange: Exchange): void {
  const { method, url, form, bearer, status, location, body } = exchange;
  const lines = [`  ${colours.cyan(method.padEnd(4))} ${shortenUrl(url)}`];
  if (bearer) lines.push(colours.dim(`        Authorization: Bearer ${shortenSecret(bearer)}`));
  for (const [name, value] of Object.entries(form ?? {})) {
    lines.push(colours.dim(`        ${name} = ${secretNames.test(name) ? shortenSecret(value) : value}`));
  }
  const good = status < 400;
  lines.push(
    `   ${good ? colours.green(`→ ${status}`) : colours.red(`→ ${status}`)}${location ? ` ${shortenUrl(new URL(location, url).href)}` : ''}`,
  );
  if (body !== undefined) lines.push(`      ${indent(JSON.stringify(body, shortenMembers, 2))}`);
  process.stdout.write(`${lines.join('\n')}\n`);
}

export function printDone(text: string): void {
  process.stdout.write(`\n${colours.green('✓')} ${text}\n`);
}
