import { importsOf, lineOf, type Sources } from './sources.ts';

/** Something that has one home. */
export interface Boundary {
  readonly what: string;
  /** Packages or node: modules that belong to it. */
  readonly packages?: RegExp;
  /** Words in the text, comments included, that belong to it. */
  readonly words?: RegExp;
  /** Files and folders (with a slash at the end) where it may be. */
  readonly allowed: readonly string[];
}

/** Strategies, and the names under which their vendors go. The protocols' own names are everybody's. */
export function idpNames(strategies: Iterable<string>): RegExp {
  // With its second word: the first alone is a verb in the languages of the pages.
  const entra = 'entra[ _-]?id';
  const vendors = ['google', 'facebook', 'atlassian', 'azure', entra, 'microsoft', 'gitlab', 'linkedin', 'okta'];
  const own = [...strategies].filter((strategy) => strategy !== 'oauth2' && strategy !== 'oidc');
  // A letter before the name makes it another word; what follows does not (`GitHub's`, `googleScopes`).
  return new RegExp(`(?<![a-z])(?:${[...new Set([...own, ...vendors])].join('|')})`, 'gi');
}

export function boundariesOf(strategies: Iterable<string>): readonly Boundary[] {
  return [
    { what: 'Fastify', packages: /^(?:@?fastify\b|@scalar\/fastify)/, allowed: ['src/app/'] },
    {
      what: 'SQL',
      packages: /^(?:kysely|pg|node:sqlite)(?:\/|$)/,
      words:
        /\bsql`|['"`]\s*(?:select\s[^'"`]+\sfrom|insert\s+into|update\s+\w+\s+set|delete\s+from|create\s+(?:table|index))\s/gi,
      allowed: ['src/storage/'],
    },
    {
      what: "an identity provider's name",
      words: idpNames(strategies),
      // The sandbox plays IdPs and the journey signs in at them. The scopes are Auth0's data, copied as they are.
      allowed: [
        'src/providers/',
        'src/cli/sandbox/',
        'src/cli/journey/',
        'src/cli/commands/journey.ts',
        'src/contract/management-scopes.ts',
      ],
    },
    {
      what: 'the environment',
      words: /\bprocess\.env\b/g,
      allowed: ['src/app/config/', 'src/cli/settings.ts', 'src/cli/commands/'],
    },
    {
      what: 'the making of a proof for reading IdP tokens',
      words: /\bproveTokenRead\b|\bas (?:unknown as )?TokenReadProof\b/g,
      allowed: ['src/vault/', 'src/app/http/management-routes.ts', 'src/app/http/dashboard/prove-dashboard-read.ts'],
    },
  ];
}

export function checkBoundaries(sources: Sources, boundaries: readonly Boundary[]): string[] {
  return [...sources].flatMap(([path, text]) =>
    boundaries
      .filter(({ allowed }) => !allowed.some((home) => path === home || (home.endsWith('/') && path.startsWith(home))))
      .flatMap(({ what, packages, words, allowed }) => {
        const imported = packages ? importsOf(text).filter(({ specifier }) => packages.test(specifier)) : [];
        const written = words ? [...text.matchAll(words)].map(({ index }) => ({ line: lineOf(text, index) })) : [];
        return [...imported, ...written].map(
          ({ line }) => `${path}:${line}: ${what} belongs to ${allowed.join(', ')} alone`,
        );
      }),
  );
}

/** Rooms that stay pure: what they may import from outside the house. */
const pureRooms: Readonly<Record<string, RegExp>> = {
  base: /^node:(?:crypto|util)$/,
  // A browser can import it.
  contract: /^zod$/,
  providers: /^$/,
};

export function checkPurity(sources: Sources): string[] {
  return Object.entries(pureRooms).flatMap(([room, allowed]) =>
    [...sources]
      .filter(([path]) => path.startsWith(`src/${room}/`))
      .flatMap(([path, text]) =>
        importsOf(text)
          .filter(({ specifier }) => !specifier.startsWith('.') && !allowed.test(specifier))
          .map(({ specifier, line }) => `${path}:${line}: ${room} does no I/O and may not import ${specifier}`),
      ),
  );
}
