import type { IdpGrant, User } from '../../../../../src/contract/index.ts';
import { useApi } from '../../../api/use-api.ts';
import { JsonBlock } from '../../../elements/json-block.tsx';
import { QueryView } from '../../../elements/query-view.tsx';
import { Section } from '../../../elements/section.tsx';

const mask = '••••••••';
const hasToken: readonly IdpGrant['state'][] = ['active', 'expiring', 'partial'];

/** With a mask where a backend with `read:user_idp_tokens` gets a token. */
function withMasks(user: User, grants: readonly IdpGrant[]): User {
  const identities = user.identities?.map((identity) => {
    const grant = grants.find(
      ({ provider, user_id }) => provider === identity.provider && user_id === String(identity.user_id),
    );
    return grant && hasToken.includes(grant.state) ? { ...identity, access_token: mask } : identity;
  });
  return { ...user, ...(identities && { identities }) };
}

interface RawTabProps {
  readonly userId: string;
  readonly user: User;
}

/** A user as the Management API answers. The tokens never come to the browser; the mask stands where they would. */
export function RawTab({ userId, user }: RawTabProps) {
  const grants = useApi('listIdpGrants', { params: { id: userId } });
  return (
    <Section
      title="As the Management API shows it"
      description="Tokens are masked: they go to backends with read:user_idp_tokens, and never to a browser. One can be revealed under Identities, where this server and your role allow it."
    >
      <QueryView query={grants}>{(list) => <JsonBlock label="user as JSON" value={withMasks(user, list)} />}</QueryView>
    </Section>
  );
}
