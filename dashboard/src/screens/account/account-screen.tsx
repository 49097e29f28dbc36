import { DataList } from '@mantine/core';
import { Fact } from '../../elements/fact.tsx';
import { Screen } from '../../elements/screen.tsx';
import { Section } from '../../elements/section.tsx';
import { useSignedIn } from '../../session/session.ts';
import { roleWords } from '../administrators/role-words.ts';
import { Passkeys } from './passkeys.tsx';
import { PasswordForm } from './password-form.tsx';

/** One's own account. */
export function AccountScreen() {
  const { administrator } = useSignedIn();
  const role = roleWords.find(({ value }) => value === administrator.role);
  return (
    <Screen title="Your account">
      <Section title="About">
        <DataList>
          <Fact label="Name">{administrator.name}</Fact>
          <Fact label="E-mail address">{administrator.email}</Fact>
          <Fact label="Role">
            {role?.label}: {role?.words}
          </Fact>
        </DataList>
      </Section>
      <Passkeys />
      <PasswordForm hasPassword={administrator.has_password} />
    </Screen>
  );
}
