import { ColorInput, NumberInput, Select, Switch, TagsInput, TextInput } from '@mantine/core';
import type { GetInputPropsReturnType } from '@mantine/form';
import type { SettingField } from './setting-sections.ts';

const numbers = new Intl.NumberFormat('en');

interface SettingInputProps {
  readonly field: SettingField;
  readonly input: GetInputPropsReturnType;
  readonly disabled: boolean;
}

/** One setting, with what it does and what holds while it is not set. */
export function SettingInput({ field, input, disabled }: SettingInputProps) {
  const { label, description, kind, unset, unit, choices } = field;
  const words = { label, description, disabled };
  switch (kind) {
    case 'switch':
      return <Switch {...words} {...input} />;
    case 'number':
      return (
        <NumberInput
          {...words}
          {...input}
          placeholder={unset === undefined ? 'No limit' : `${numbers.format(Number(unset))} ${unit ?? ''}`}
          suffix={unit === undefined ? '' : ` ${unit}`}
          min={0}
          thousandSeparator=","
          maw={320}
        />
      );
    case 'choice':
      return (
        <Select {...words} {...input} data={choices ?? []} placeholder={String(unset ?? '')} allowDeselect maw={320} />
      );
    case 'list':
      return <TagsInput {...words} {...input} placeholder="https://app.example.com/" splitChars={[' ', ',']} />;
    case 'color':
      return <ColorInput {...words} {...input} format="hex" placeholder="#0e6b5c" withEyeDropper={false} />;
    case 'text':
      return <TextInput {...words} {...input} />;
  }
}
