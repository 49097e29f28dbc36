import type { CustomTextsOfPrompt, PageTexts } from '../../../../../src/contract/index.ts';

export type TextScreen = PageTexts['screens'][number];
export type TextValues = Record<string, string>;

/** What the operator wrote for the screen, by key; empty where ours stands. */
export function readTexts(saved: CustomTextsOfPrompt, { screen, texts }: TextScreen): TextValues {
  return Object.fromEntries(texts.map(({ key }) => [key, saved[screen]?.[key] ?? '']));
}

/** The texts of the prompt with those of this screen as they are in the form; keys that no page has stay. */
export function withTexts(
  saved: CustomTextsOfPrompt,
  { screen, texts }: TextScreen,
  values: TextValues,
): CustomTextsOfPrompt {
  const ours = new Set(texts.map(({ key }) => key));
  const others = Object.entries(saved[screen] ?? {}).filter(([key]) => !ours.has(key));
  const written = Object.entries(values).filter(([, text]) => text.trim() !== '');
  const all = Object.fromEntries([...others, ...written]);
  const { [screen]: _, ...rest } = saved;
  return Object.keys(all).length === 0 ? rest : { ...rest, [screen]: all };
}

/** `acceptButtonText` as a label: Accept button. */
export function labelOf(key: string): string {
  const words = key
    .replace(/ButtonText$/, 'Button')
    .replaceAll(/([A-Z])/g, ' $1')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
