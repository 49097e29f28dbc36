import { listIdpGrantEvents } from '../contract/index.ts';
import { listEvents } from '../events/index.ts';
import { answer, type Operation, serve } from './request.ts';

const defaultTake = 50;

export const idpGrantEventOperations: readonly Operation[] = [
  serve(listIdpGrantEvents, async ({ vault, query }) => {
    const { from: after, take: limit = defaultTake, state } = query;
    const events = await listEvents(vault.tenant, { after, limit, state });
    const last = events.length === limit ? events.at(-1)?.id : undefined;
    return answer(200, { events, ...(last !== undefined && { next: last }) });
  }),
];
