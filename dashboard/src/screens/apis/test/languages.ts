import { jquery, objectiveC, swift } from './client-languages.ts';
import { php, python, ruby } from './script-languages.ts';
import { csharp, curl, go, java, node } from './server-languages.ts';
import type { Language } from './snippet.ts';

/** In the order in which they are offered. */
export const languages: readonly Language[] = [
  curl,
  node,
  python,
  go,
  java,
  csharp,
  php,
  ruby,
  swift,
  objectiveC,
  jquery,
];
