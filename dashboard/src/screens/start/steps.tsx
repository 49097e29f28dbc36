import { Button, Group, List, Text, ThemeIcon } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Answer } from '../../api/contract.ts';
import { Section } from '../../elements/section.tsx';
import { stepList } from './step-list.ts';

/** The way from an empty server to the first IdP token in a backend. It goes once all is done. */
export function Steps({ steps }: { readonly steps: Answer<'getOverview'>['steps'] }) {
  const next = stepList.find(({ step }) => !steps[step]);
  if (next === undefined) return null;
  const done = stepList.filter(({ step }) => steps[step]).length;
  return (
    <Section title="Set up" description={`${done} of ${stepList.length} steps are done.`}>
      <List listStyleType="none" spacing="md">
        {stepList.map(({ step, title, words, to, action }, index) => (
          <List.Item key={step} styles={{ itemWrapper: { display: 'block' } }}>
            <Group wrap="nowrap" align="flex-start" gap="md">
              <ThemeIcon radius="xl" size={28} variant={steps[step] ? 'filled' : 'default'} aria-hidden>
                {steps[step] ? <IconCheck size={16} /> : <Text size="sm">{index + 1}</Text>}
              </ThemeIcon>
              <Group justify="space-between" flex={1} gap="xs">
                <div>
                  <Text fw={550}>{title}</Text>
                  <Text size="sm" c="dimmed">
                    {steps[step] ? 'Done' : words}
                  </Text>
                </div>
                {!steps[step] && (
                  <Button component={Link} to={to} size="xs" variant={step === next.step ? 'filled' : 'default'}>
                    {action}
                  </Button>
                )}
              </Group>
            </Group>
          </List.Item>
        ))}
      </List>
    </Section>
  );
}
