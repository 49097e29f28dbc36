import { Alert, SimpleGrid, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useChange } from '../../api/use-change.ts';
import { SaveRow } from '../../elements/save-row.tsx';
import { Section } from '../../elements/section.tsx';
import { useMay } from '../../session/session.ts';
import { SettingInput } from './setting-input.tsx';
import { rowsOf, type SettingSection } from './setting-sections.ts';
import { changesOf, nameOf, readValue, type Settings, type SettingValues } from './setting-values.ts';

interface SettingsFormProps {
  readonly section: SettingSection;
  readonly settings: Settings;
}

const tenantChange = ['updateTenantSettings', 'update:tenant_settings'] as const;
const brandingChange = ['updateBranding', 'update:branding'] as const;

/** A section of the settings, which is saved by itself; what did not change is not sent. */
export function SettingsForm({ section, settings }: SettingsFormProps) {
  const { title, description, fields } = section;
  const [update, scope] = section.of === 'tenant' ? tenantChange : brandingChange;
  const mayChange = useMay(scope);
  const values = (from: Settings): SettingValues =>
    Object.fromEntries(fields.map((field) => [nameOf(field), readValue(from, field)]));
  const form = useForm<SettingValues>({ initialValues: values(settings) });
  const save = useChange(update, {
    done: `${title}: saved`,
    ownError: true,
    onDone: (saved) => {
      form.setInitialValues(values(saved as Settings));
      form.setValues(values(saved as Settings));
    },
  });
  const reset = () => {
    form.reset();
    save.reset();
  };
  const submit = form.onSubmit((given) => {
    const body = changesOf(settings, fields, given);
    if (Object.keys(body).length > 0) save.mutate({ body });
  });
  return (
    <Section title={title} description={description}>
      <form onSubmit={submit}>
        <Stack gap="lg" maw={640}>
          {rowsOf(fields).map((row) => (
            <SimpleGrid key={row.map(nameOf).join()} cols={{ base: 1, xs: row.length }}>
              {row.map((field) => (
                <SettingInput
                  key={nameOf(field)}
                  field={field}
                  disabled={!mayChange}
                  input={form.getInputProps(nameOf(field), { type: field.kind === 'switch' ? 'checkbox' : 'input' })}
                />
              ))}
            </SimpleGrid>
          ))}
          {save.error && (
            <Alert color="red" role="alert">
              {save.error.message}
            </Alert>
          )}
          {mayChange && <SaveRow dirty={form.isDirty()} saving={save.isPending} onReset={reset} />}
        </Stack>
      </form>
    </Section>
  );
}
