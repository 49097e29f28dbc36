import { useState } from 'react';
import { Section } from '../../../elements/section.tsx';
import { daysAgo, TokenReads } from '../../logs/token-reads.tsx';

/** Who read a user's tokens. */
export function UserTokenReads({ userId }: { readonly userId: string }) {
  const [since] = useState(() => daysAgo(30));
  return (
    <Section title="Who read this user's tokens" description="In the last 30 days, the oldest first.">
      <TokenReads filters={{ user_id: userId, since }} withoutUser />
    </Section>
  );
}
