import { CodeBlock } from './code-block.tsx';

interface JsonBlockProps {
  /** What it is, for the button that copies it and for screen readers. */
  readonly label: string;
  readonly value: unknown;
}

/** A value as an API gave it. It is text, whatever stands in it. */
export function JsonBlock({ label, value }: JsonBlockProps) {
  return <CodeBlock label={label} code={typeof value === 'string' ? value : JSON.stringify(value, undefined, 2)} />;
}
