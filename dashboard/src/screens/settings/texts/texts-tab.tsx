import { Group, Select } from '@mantine/core';
import { useState } from 'react';
import { useApi } from '../../../api/use-api.ts';
import { askFirst } from '../../../elements/ask-first.tsx';
import { QueryView } from '../../../elements/query-view.tsx';
import { Section } from '../../../elements/section.tsx';
import { TextsForm } from './texts-form.tsx';

const names = new Intl.DisplayNames('en', { type: 'language' });

/** What the pages say, in the operator's words: page by page, language by language. */
export function TextsTab() {
  const [language, setLanguage] = useState('en');
  const [chosen, setChosen] = useState('login');
  const [dirty, setDirty] = useState(false);
  const pages = useApi('getPageTexts', { params: { language } });
  const screen = pages.data?.screens.find((one) => one.screen === chosen);
  const prompt = screen?.prompt ?? 'login';
  const saved = useApi('getCustomText', { params: { prompt, language } });
  const leave = (go: () => void) =>
    dirty ? askFirst('Leave this page?', 'What you wrote on it is not saved.', 'Leave without saving', go) : go();
  return (
    <Section
      title="Texts of the sign-in pages"
      description="A field that is left empty shows our text, which stands in it in grey. Other languages and regions, such as pt-BR, are set by the API."
    >
      <Group align="flex-end">
        <Select
          label="Page"
          data={(pages.data?.screens ?? []).map((one) => ({ value: one.screen, label: one.title }))}
          value={chosen}
          onChange={(value) => value !== null && leave(() => setChosen(value))}
          allowDeselect={false}
          searchable
          flex="1 1 14rem"
        />
        <Select
          label="Language"
          data={(pages.data?.languages ?? ['en']).map((tag) => ({ value: tag, label: names.of(tag) ?? tag }))}
          value={language}
          onChange={(value) => value !== null && leave(() => setLanguage(value))}
          allowDeselect={false}
          flex="1 1 10rem"
        />
      </Group>
      <QueryView query={pages}>
        {() => (
          <QueryView query={saved}>
            {(texts) =>
              screen && (
                <TextsForm
                  key={`${language} ${chosen}`}
                  language={language}
                  screen={screen}
                  saved={texts}
                  onDirty={setDirty}
                />
              )
            }
          </QueryView>
        )}
      </QueryView>
    </Section>
  );
}
