import { PasswordInput, Stack, Switch, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import type { OptionValues, Provider } from './connection-options.ts';

interface OptionFieldsProps<T extends OptionValues> {
  readonly provider: Provider;
  readonly form: UseFormReturnType<T>;
  readonly disabled?: boolean;
  /** Secrets are there already, and stay unless another is entered. */
  readonly secretsKept?: boolean;
}

/** What the provider needs to be told, as its description says. */
export function OptionFields<T extends OptionValues>(props: OptionFieldsProps<T>) {
  const { provider, form, disabled = false, secretsKept = false } = props;
  return (
    <Stack>
      {provider.options.map(({ name, label, type, required, hint }) => {
        const path = `fields.${name}`;
        const shared = { label, description: hint, disabled };
        if (type === 'switch') {
          return <Switch key={name} {...shared} {...form.getInputProps(path, { type: 'checkbox' })} />;
        }
        if (type === 'secret') {
          return (
            <PasswordInput
              key={name}
              {...shared}
              required={required && !secretsKept}
              placeholder={secretsKept ? 'Stays as it is' : undefined}
              autoComplete="off"
              {...form.getInputProps(path)}
            />
          );
        }
        return (
          <TextInput
            key={name}
            {...shared}
            required={required}
            type={type === 'url' ? 'url' : 'text'}
            autoComplete="off"
            {...form.getInputProps(path)}
          />
        );
      })}
    </Stack>
  );
}
