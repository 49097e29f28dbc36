declare module 'lucene' {
  interface Term {
    field: string;
    term: string;
    quoted: boolean;
    regex: boolean;
    similarity?: number | null;
    proximity?: number | null;
    boost?: number | null;
    prefix?: '+' | '-' | null;
  }
  interface Range {
    field: string;
    term_min: string;
    term_max: string;
    inclusive: 'both' | 'none' | 'left' | 'right';
  }
  /** A chain, linked to the right: its operators have no precedence yet. */
  interface Chain {
    left?: Node;
    operator?: string;
    right?: Node;
    /** `NOT` before the first. */
    start?: string;
    /** `field:(…)`. */
    field?: string;
    parenthesized?: boolean;
  }
  type Node = Term | Range | Chain;
  export function parse(text: string): Chain;
  export type { Chain, Node, Range, Term };
}
