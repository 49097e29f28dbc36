import { ValetkeyError } from '../base/index.ts';
import {
  clientGrantChanges,
  clientGrantSettings,
  createClientGrant,
  deleteClientGrant,
  getClientGrant,
  listClientGrants,
  subjectType,
  updateClientGrant,
} from '../contract/index.ts';
import { type ClientGrantRecord, countClientGrants, findClientGrant, listClientGrantPage } from '../storage/index.ts';
import { createClientGrant as create, removeClientGrant, updateClientGrant as update } from '../tenant/index.ts';
import { refuseGivingMore } from './own-rights.ts';
import { answerList, type ListSource } from './paging.ts';
import { answer, editorOf, type Operation, serve } from './request.ts';

function presentClientGrant({ clientGrantId, clientId, audience, subjectType: subject, settings }: ClientGrantRecord) {
  const known = Object.keys(clientGrantChanges.shape);
  const shown = Object.fromEntries(Object.entries(settings).filter(([name]) => known.includes(name)));
  return {
    ...clientGrantChanges.parse(shown),
    id: clientGrantId,
    client_id: clientId,
    audience,
    subject_type: subjectType.parse(subject),
  };
}

function readAfter([audience, clientId, subject]: readonly string[] = []) {
  if (audience === undefined || clientId === undefined || subject === undefined) return undefined;
  return { audience, clientId, subjectType: subject };
}

export const clientGrantOperations: readonly Operation[] = [
  serve(listClientGrants, async ({ vault, query }) => {
    const { audience, client_id: clientId, subject_type, allow_any_organization: anyOrganization } = query;
    const { db } = vault.tenant.store;
    // A grant for all third-party clients has no client, and there is none of that kind.
    const nobody = query.default_for === undefined ? {} : { clientId: '' };
    const filter = { audience, clientId, subjectType: subject_type, anyOrganization, ...nobody };
    const source: ListSource<ClientGrantRecord> = {
      read: ({ after: place, ...window }) => listClientGrantPage(db, { filter, after: readAfter(place), ...window }),
      count: () => countClientGrants(db, filter),
      place: (grant) => [grant.audience, grant.clientId, grant.subjectType],
      placeLength: 3,
    };
    return answer(200, await answerList('client_grants', query, source, presentClientGrant));
  }),

  serve(createClientGrant, async ({ vault, body, caller, warn }) => {
    refuseGivingMore(caller, vault.tenant, body);
    return answer(201, presentClientGrant(await create(editorOf({ vault, warn }), body)));
  }),

  serve(getClientGrant, async ({ vault, params }) => {
    const found = await findClientGrant(vault.tenant.store.db, params.id);
    if (!found) throw new ValetkeyError('inexistent_client_grant');
    return answer(200, presentClientGrant(found));
  }),

  serve(updateClientGrant, async ({ vault, params, body, caller, warn }) => {
    const found = await findClientGrant(vault.tenant.store.db, params.id);
    if (found) {
      const { audience, settings } = found;
      // What it gives already counts too: limits that others set are not for this caller to lift.
      for (const { scope, allow_all_scopes } of [clientGrantSettings.parse(settings), body]) {
        refuseGivingMore(caller, vault.tenant, { audience, scope, allow_all_scopes });
      }
    }
    return answer(200, presentClientGrant(await update(editorOf({ vault, warn }), params.id, body)));
  }),

  serve(deleteClientGrant, async ({ vault, params, caller }) => {
    const found = await findClientGrant(vault.tenant.store.db, params.id);
    // Without its grant a client would look like one that the caller may have a say over.
    if (found?.subjectType === 'client') {
      refuseGivingMore(caller, vault.tenant, { audience: found.audience, ...found.settings });
    }
    await removeClientGrant(vault.tenant, params.id);
    return answer(204, undefined);
  }),
];
