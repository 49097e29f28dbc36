import { Box, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { CustomTextsOfPrompt } from '../../../../../src/contract/index.ts';
import classes from './text-preview.module.css';
import type { TextScreen } from './text-values.ts';

interface TextPreviewProps {
  readonly screen: TextScreen;
  readonly language: string;
  readonly texts: CustomTextsOfPrompt;
}

/** The longest address that every server and proxy between here and there lets through. */
const longestAddress = 8_000;

/** The page itself with these texts and made-up names, drawn by the server, a moment after the last key was pressed. */
export function TextPreview({ screen: { prompt, screen, title }, language, texts }: TextPreviewProps) {
  const draft = JSON.stringify({ [screen]: texts[screen] ?? {} });
  const query = new URLSearchParams({ language, prompt, screen, texts: draft });
  const [address] = useDebouncedValue(`/dashboard/api/page-preview?${query}`, 400);
  if (address.length > longestAddress) {
    return (
      <Text size="sm" c="dimmed">
        These texts are too long to be shown here. They can be saved.
      </Text>
    );
  }
  // Another address gets another frame: one that went on would be a step of the browser's way back.
  return (
    <Box
      key={address}
      component="iframe"
      src={address}
      sandbox=""
      title={`Preview: ${title}`}
      className={classes.frame}
    />
  );
}
