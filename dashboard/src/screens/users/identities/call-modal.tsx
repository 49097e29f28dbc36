import { Alert, Badge, Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { Input } from '../../../api/contract.ts';
import { useChange } from '../../../api/use-change.ts';
import { JsonBlock } from '../../../elements/json-block.tsx';

interface CallModalProps {
  readonly params: Input<'callIdpApi'>['params'];
  readonly opened: boolean;
  readonly onClose: () => void;
}

function pretty(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

/** Shows what the IdP answers to the user's token. The server calls; the token stays there. */
export function CallModal({ params, opened, onClose }: CallModalProps) {
  const call = useChange('callIdpApi', { ownError: true });
  const form = useForm({ initialValues: { reason: '' } });
  const close = () => {
    call.reset();
    form.reset();
    onClose();
  };
  const submit = form.onSubmit(({ reason }) =>
    call.mutate({ params, body: reason.trim() === '' ? {} : { reason: reason.trim() } }),
  );
  return (
    <Modal opened={opened} onClose={close} title="Call the IdP with the user's token" size="lg">
      <Stack>
        <Text size="sm">
          The server asks the IdP for the user's profile. The token does not leave it, and the log of token reads says
          that you did this.
        </Text>
        <form onSubmit={submit}>
          <Group align="flex-end">
            <TextInput
              label="Reason"
              description="Kept in the log"
              flex="1 1 14rem"
              maxLength={500}
              data-autofocus
              {...form.getInputProps('reason')}
            />
            <Button type="submit" loading={call.isPending}>
              Call
            </Button>
          </Group>
        </form>
        {call.error && (
          <Alert color="red" role="alert">
            {call.error.message}
          </Alert>
        )}
        {call.data && (
          <Stack gap="xs" aria-live="polite">
            <Group gap="xs">
              <Badge variant="light" color={call.data.status < 400 ? 'verdigris' : 'red'}>
                Status {call.data.status}
              </Badge>
              <Text size="sm" c="dimmed">
                {call.data.duration_ms} ms{call.data.content_type !== undefined && `, ${call.data.content_type}`}
                {call.data.truncated && ', cut at 64 KB'}
              </Text>
            </Group>
            <JsonBlock label="answer of the IdP" value={pretty(call.data.body)} />
          </Stack>
        )}
      </Stack>
    </Modal>
  );
}
