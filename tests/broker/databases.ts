import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { copyFile, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { openStore } from '../../src/storage/index.ts';

export type DatabaseKind = 'sqlite' | 'postgres';

/** SQLite always; PostgreSQL too when `TEST_DATABASE_URL` names a server to make databases on. */
export const databaseKinds: readonly DatabaseKind[] = process.env.TEST_DATABASE_URL
  ? ['sqlite', 'postgres']
  : ['sqlite'];

export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

async function onServer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: process.env.TEST_DATABASE_URL });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Begins the names of what this run makes, so that what is left of it can be found (remove-databases.ts). */
const prefix = `valetkey_test_${process.env.VALETKEY_TEST_RUN ?? randomBytes(4).toString('hex')}`;

/** Dropping takes the server a while, for which no test needs to wait; what is left at the end goes with the run. */
let dropped: Promise<unknown>[] = [];
const mostAtOnce = 3;

async function dropSoon(name: string): Promise<void> {
  const drop = onServer(`drop database if exists ${name} with (force)`)
    .catch(() => {})
    .finally(() => {
      dropped = dropped.filter((one) => one !== drop);
    });
  dropped.push(drop);
  if (dropped.length > mostAtOnce) await Promise.race(dropped);
}

async function createOnServer(template?: string): Promise<TestDatabase> {
  const name = `${prefix}_${randomBytes(6).toString('hex')}`;
  await onServer(`create database ${name}${template === undefined ? '' : ` template ${template}`}`);
  // No test pulls the plug of the server, and one that kills it has a server of its own: nobody need wait for a disk.
  await onServer(`alter database ${name} set synchronous_commit = off`);
  const url = new URL(process.env.TEST_DATABASE_URL!);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => dropSoon(name) };
}

const fileIn = (folder: string) => join(folder, 'valetkey.db');

/** A database of its own in which nothing is, and the way to be rid of it. */
export async function createEmptyDatabase(kind: DatabaseKind, folder: string): Promise<TestDatabase> {
  if (kind === 'postgres') return createOnServer();
  return { url: `sqlite:${fileIn(folder)}`, drop: async () => {} };
}

/** Bringing the schema up to date takes longer than most tests: it is done once, and copied. */
const templates: { sqlite?: Promise<string>; postgres?: Promise<string> } = {};

async function makeTemplate(kind: DatabaseKind): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'valetkey-template-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const database = await createEmptyDatabase(kind, folder);
  await (await openStore({ url: database.url })).close();
  return kind === 'postgres' ? new URL(database.url).pathname.slice(1) : fileIn(folder);
}

/** A database of its own with the schema in it and no rows, as migrations leave it. */
export async function createDatabase(kind: DatabaseKind, folder: string): Promise<TestDatabase> {
  templates[kind] ??= makeTemplate(kind);
  const template = await templates[kind];
  if (kind === 'postgres') return createOnServer(template);
  await copyFile(template, fileIn(folder));
  return createEmptyDatabase(kind, folder);
}
