import { importsOf, resolveImport, roomOf, type Sources } from './sources.ts';

/** The rooms in their order: the first column of the table under `## The rooms`. */
export function readRooms(architecture: string): string[] {
  const section = architecture.split(/^## /m).find((part) => part.startsWith('The rooms')) ?? '';
  return [...section.matchAll(/^\|\s*`([a-z-]+)`\s*\|/gm)].map((row) => row[1]!);
}

/** A folder in src/ that the list does not name, or a name without a folder. */
export function checkRoomList(sources: Sources, rooms: readonly string[]): string[] {
  const found = new Set([...sources.keys()].map(roomOf));
  const unlisted = [...sources.keys()]
    .filter((path) => path.startsWith('src/') && !rooms.includes(roomOf(path) ?? ''))
    .map((path) => `${path}: is in no room that docs/architecture.md names`);
  const empty = rooms.filter((room) => !found.has(room)).map((room) => `src/${room}: is named and does not exist`);
  return [...unlisted, ...empty];
}

interface Crossing {
  readonly path: string;
  readonly line: number;
  readonly from: string;
  readonly to: string;
  readonly target: string;
}

function crossings(sources: Sources): Crossing[] {
  return [...sources].flatMap(([path, text]) =>
    importsOf(text).flatMap(({ specifier, line }) => {
      const target = resolveImport(path, specifier);
      const from = roomOf(path);
      if (target === undefined || from === undefined) return [];
      const to = roomOf(target);
      return to === from ? [] : [{ path, line, from, to: to ?? '', target }];
    }),
  );
}

/** A room imports only rooms before it in the list. */
export function checkDirection(sources: Sources, rooms: readonly string[]): string[] {
  return crossings(sources)
    .filter(({ from, to }) => to !== '' && rooms.indexOf(to) > rooms.indexOf(from))
    .map(({ path, line, from, to }) => `${path}:${line}: ${from} imports ${to}, which comes after it`);
}

/** Other rooms are entered by their index; a file does not go around through its own, and leaves src/ never. */
export function checkDepth(sources: Sources): string[] {
  const deep = crossings(sources)
    .filter(({ to, target }) => to === '' || target !== `src/${to}/index.ts`)
    .map(({ path, line, target }) => `${path}:${line}: imports ${target}, which is not the index of a room`);
  const around = [...sources].flatMap(([path, text]) =>
    importsOf(text)
      .filter(({ specifier }) => resolveImport(path, specifier) === `src/${roomOf(path)}/index.ts`)
      .map(({ line }) => `${path}:${line}: imports the index of its own room`),
  );
  return [...deep, ...around];
}

/** Rooms that need each other, as paths `a -> b -> a`; independent of the list. */
export function checkCycles(sources: Sources): string[] {
  const needs = new Map<string, Set<string>>();
  for (const { from, to } of crossings(sources)) needs.set(from, (needs.get(from) ?? new Set()).add(to));
  const cycles = new Set<string>();
  function walk(room: string, trail: readonly string[]): void {
    const start = trail.indexOf(room);
    if (start >= 0) {
      const cycle = trail.slice(start);
      // Told once, whichever room the walk came in by.
      const first = cycle.indexOf([...cycle].sort()[0]!);
      const turned = [...cycle.slice(first), ...cycle.slice(0, first)];
      cycles.add([...turned, turned[0]].join(' -> '));
      return;
    }
    for (const next of needs.get(room) ?? []) walk(next, [...trail, room]);
  }
  for (const room of needs.keys()) walk(room, []);
  return [...cycles].map((cycle) => `rooms in a circle: ${cycle}`);
}
