import type { User } from '../../../../../src/contract/index.ts';
import { JsonBlock } from '../../../elements/json-block.tsx';
import { Section } from '../../../elements/section.tsx';

const mask = '••••••••';

/** The members that a backend with `read:user_idp_tokens` gets in each identity. */
function withMasks(user: User): User {
  const identities = user.identities?.map((identity) => ({ ...identity, access_token: mask }));
  return { ...user, ...(identities && { identities }) };
}

/** A user as the Management API answers. The tokens never come to the browser; the mask stands where they would. */
export function RawTab({ user }: { readonly user: User }) {
  return (
    <Section
      title="As the Management API shows it"
      description="Tokens are masked: they go to backends with read:user_idp_tokens, and never to a browser. One can be revealed under Identities, where this server and your role allow it."
    >
      <JsonBlock label="user as JSON" value={withMasks(user)} />
    </Section>
  );
}
