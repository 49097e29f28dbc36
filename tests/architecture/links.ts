import { lineOf, type Sources } from './sources.ts';

/** GitHub's way from a heading to its anchor. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#{1,6} (.+)$/gm)].map(([, heading]) => anchorOf(heading!.trim()));
}

/** Links from one page of the repository to another that lead nowhere: no such file or folder, or no such heading. */
export function checkLinks(files: Sources): string[] {
  const pages = [...files].filter(([path]) => path.endsWith('.md'));
  return pages.flatMap(([path, text]) =>
    [...text.matchAll(/\]\((?!\w+:)([^)\s]+)\)/g)].flatMap(({ 1: link = '', index }) => {
      const { pathname, hash } = new URL(link, `file:///${path}`);
      const target = decodeURIComponent(pathname).replace(/^\/|\/$/g, '');
      const there = files.has(target) || [...files.keys()].some((file) => file.startsWith(`${target}/`));
      const anchored = hash === '' || anchorsOf(files.get(target) ?? '').includes(decodeURIComponent(hash.slice(1)));
      return there && anchored ? [] : [`${path}:${lineOf(text, index)}: leads nowhere: ${link}`];
    }),
  );
}
