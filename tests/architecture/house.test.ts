import { expect, test } from 'vitest';
import { providers } from '../../src/providers/index.ts';
import { boundariesOf, checkBoundaries, checkPurity } from './boundaries.ts';
import {
  checkDefaultExports,
  checkLeftovers,
  checkLengths,
  checkMedian,
  checkNames,
  checkRoomHeaders,
  medianLines,
} from './form.ts';
import { checkLinks } from './links.ts';
import { checkRepository, readRepository, registryHosts } from './repository.ts';
import { checkCycles, checkDepth, checkDirection, checkRoomList, readRooms } from './rooms.ts';
import { readSources, readText } from './sources.ts';

const rooms = readRooms(readText('docs/architecture.md'));
const sources = readSources('src');

test('docs/architecture.md names every room, and every room that it names is there', () => {
  expect(rooms.length).toBeGreaterThan(5);
  expect(checkRoomList(sources, rooms)).toEqual([]);
});

test('a room imports only rooms before it in the list', () => {
  expect(checkDirection(sources, rooms)).toEqual([]);
});

test('a room is entered only by its index', () => {
  expect(checkDepth(sources)).toEqual([]);
});

test('no two rooms need each other, directly or in a circle', () => {
  expect(checkCycles(sources)).toEqual([]);
});

test.each(boundariesOf(providers.keys()).map((boundary) => [boundary.what, boundary] as const))(
  '%s stays where it belongs',
  (_, boundary) => {
    expect(checkBoundaries(sources, [boundary])).toEqual([]);
  },
);

test('base, contract and providers do no I/O', () => {
  expect(checkPurity(sources)).toEqual([]);
});

test('every export has a name', () => {
  expect(checkDefaultExports(sources)).toEqual([]);
});

test('files and declarations are named by what they do, files in kebab-case', () => {
  expect(checkNames(sources)).toEqual([]);
});

test('no file is longer than can be read at once, and the median file is short', () => {
  expect(checkLengths(sources)).toEqual([]);
  expect(checkMedian(sources)).toEqual([]);
  expect(medianLines(sources)).toBeGreaterThan(0);
});

test('every room opens with what it owns and what it must not do', () => {
  expect(checkRoomHeaders(sources)).toEqual([]);
});

test('nothing is left for later', () => {
  expect(checkLeftovers(sources)).toEqual([]);
});

const repository = readRepository();

test.skipIf(repository === undefined)('nothing ties the repository to a machine or a registry', () => {
  expect(checkRepository(repository!, registryHosts())).toEqual([]);
});

test.skipIf(repository === undefined)('every link from page to page leads somewhere', () => {
  expect(checkLinks(repository!)).toEqual([]);
});
