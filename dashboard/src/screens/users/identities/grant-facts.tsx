import type { IdpGrant } from '../../../../../src/contract/index.ts';
import { type Fact, Facts } from '../../../elements/facts.tsx';
import { sayReason } from '../../../elements/grant-reasons.ts';
import { Moment } from '../../../elements/moment.tsx';

function sayRefresh({ state, refreshable }: IdpGrant): string {
  if (state === 'needs_reauthorization') return 'Only after a new sign-in of the user';
  return refreshable ? 'By itself, when it is read' : 'Not possible: no refresh token';
}

/** How a grant is, why, and since when. */
export function GrantFacts({ grant }: { readonly grant: IdpGrant }) {
  const facts: Fact[] = [
    ...(grant.reason === undefined ? [] : [{ label: 'Why', value: sayReason(grant.reason) }]),
    ...(grant.since === undefined ? [] : [{ label: 'Since', value: <Moment at={grant.since} /> }]),
    { label: 'End of the access token', value: <Moment at={grant.expires_at} never="It has no end" /> },
    { label: 'Refresh', value: sayRefresh(grant) },
    { label: 'Last refresh', value: <Moment at={grant.last_refreshed_at} never="None since the sign-in" /> },
    ...(grant.failures === 0 ? [] : [{ label: 'Failed refreshes since', value: grant.failures }]),
    ...(grant.retry_at === undefined ? [] : [{ label: 'Asked again', value: <Moment at={grant.retry_at} /> }]),
  ];
  return <Facts facts={facts} cols={3} />;
}
