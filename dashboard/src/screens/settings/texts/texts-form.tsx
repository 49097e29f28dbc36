import { Alert, Code, SimpleGrid, Stack, Text, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useEffect } from 'react';
import type { CustomTextsOfPrompt } from '../../../../../src/contract/index.ts';
import { useChange } from '../../../api/use-change.ts';
import { SaveRow } from '../../../elements/save-row.tsx';
import { useMay } from '../../../session/session.ts';
import { TextPreview } from './text-preview.tsx';
import { labelOf, readTexts, type TextScreen, type TextValues, withTexts } from './text-values.ts';

interface TextsFormProps {
  readonly language: string;
  readonly screen: TextScreen;
  readonly saved: CustomTextsOfPrompt;
  readonly onDirty: (dirty: boolean) => void;
}

/** The texts of one page in one language: ours stand in the fields that are left empty. */
export function TextsForm({ language, screen, saved, onDirty }: TextsFormProps) {
  const { prompt, title, texts, variables } = screen;
  const mayChange = useMay('update:prompts');
  const form = useForm<TextValues>({ initialValues: readTexts(saved, screen) });
  const save = useChange('setCustomText', {
    done: `${title}: saved`,
    ownError: true,
    onDone: (answer) => {
      form.setInitialValues(readTexts(answer, screen));
      form.setValues(readTexts(answer, screen));
    },
  });
  const dirty = form.isDirty();
  useEffect(() => onDirty(dirty), [dirty, onDirty]);
  const submit = form.onSubmit((values) =>
    save.mutate({ params: { prompt, language }, body: withTexts(saved, screen, values) }),
  );
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
      <form onSubmit={submit}>
        <Stack gap="md">
          <Text size="sm" c="dimmed">
            Text, no HTML. These are filled in:{' '}
            {variables.map((name) => (
              <Code key={name} mr={4}>{`\${${name}}`}</Code>
            ))}
          </Text>
          {texts.map(({ key, text }) => (
            <Textarea
              key={key}
              label={labelOf(key)}
              placeholder={text}
              autosize
              minRows={1}
              maxLength={1000}
              lang={language}
              dir="auto"
              disabled={!mayChange}
              {...form.getInputProps(key)}
            />
          ))}
          {save.error && (
            <Alert color="red" role="alert">
              {save.error.message}
            </Alert>
          )}
          {mayChange && <SaveRow dirty={dirty} saving={save.isPending} onReset={form.reset} />}
        </Stack>
      </form>
      <TextPreview screen={screen} language={language} texts={withTexts(saved, screen, form.values)} />
    </SimpleGrid>
  );
}
