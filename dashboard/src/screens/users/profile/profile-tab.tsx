import { Badge, Group, Stack } from '@mantine/core';
import type { User } from '../../../../../src/contract/index.ts';
import { CopyField } from '../../../elements/copy-field.tsx';
import { Facts } from '../../../elements/facts.tsx';
import { Moment } from '../../../elements/moment.tsx';
import { Section } from '../../../elements/section.tsx';
import { UserFace } from '../../../elements/user-face.tsx';
import { nameOf } from '../user-name.ts';
import { MetadataForm } from './metadata-form.tsx';

/** Who a user is, as the IdP of the first identity says. */
export function ProfileTab({ userId, user }: { readonly userId: string; readonly user: User }) {
  const texts = [
    { label: 'Nickname', value: user.nickname },
    { label: 'Given name', value: user.given_name },
    { label: 'Family name', value: user.family_name },
    { label: 'Username', value: user.username },
    { label: 'Phone number', value: user.phone_number },
    { label: 'Last address', value: user.last_ip },
  ].filter(({ value }) => value !== undefined);
  return (
    <Stack gap="lg">
      <Section title="Profile" description="As the IdP gives it. It is read again at every sign-in.">
        <Group align="flex-start" gap="lg">
          <UserFace name={nameOf(user)} picture={user.picture} size={72} />
          <Stack flex="1 1 18rem" gap="md" miw={0}>
            <Facts
              facts={[
                { label: 'Name', value: nameOf(user) },
                {
                  label: 'E-mail',
                  value:
                    user.email === undefined ? (
                      'Not given by the IdP'
                    ) : (
                      <Group gap="xs" component="span">
                        {user.email}
                        {user.email_verified && (
                          <Badge size="sm" variant="light" component="span">
                            Verified
                          </Badge>
                        )}
                      </Group>
                    ),
                },
                ...texts,
                { label: 'First sign-in', value: <Moment at={user.created_at} exact /> },
                { label: 'Last sign-in', value: <Moment at={user.last_login} exact /> },
                { label: 'Sign-ins', value: user.logins_count ?? 0 },
              ]}
            />
            <CopyField label="User ID" value={userId} />
          </Stack>
        </Group>
      </Section>
      <MetadataForm key={user.updated_at} userId={userId} user={user} />
    </Stack>
  );
}
