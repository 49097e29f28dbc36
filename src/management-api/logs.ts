import { ValetkeyError } from '../base/index.ts';
import { getLog, type LogEntry, listLogs, listUserLogs, pagingLimit } from '../contract/index.ts';
import {
  countLogs,
  type LogFilter,
  listLogs as list,
  listLogsAfter,
  mostCounted,
  parseLogQuery,
} from '../logs/index.ts';
import { linkCheckpoint, linkPages } from './link-header.ts';
import { answer, type ManagementRequest, type Operation, serve } from './request.ts';

const defaultLimit = 50;

interface Paging {
  readonly page?: number | undefined;
  readonly per_page?: number | undefined;
  readonly sort?: string | undefined;
  readonly include_totals?: boolean | undefined;
}

async function answerPage(
  { vault: { tenant }, log }: Pick<ManagementRequest<typeof listLogs>, 'vault' | 'log'>,
  { path, query, filters }: { readonly path: string; readonly query: Paging; readonly filters: readonly LogFilter[] },
  present: (entry: LogEntry) => LogEntry = (entry) => entry,
) {
  const { page = 0, per_page: limit = defaultLimit, sort = 'date:-1', ...others } = query;
  const start = page * limit;
  if (start > 0 && start + limit > pagingLimit) {
    throw new ValetkeyError('invalid_query_string', {
      description: `You can only page through the first ${pagingLimit} records.`,
    });
  }
  // What happened before this request is in its answer.
  await log.flush();
  const order = sort.endsWith(':-1') ? 'desc' : 'asc';
  const logs = (await list(tenant, filters, { order, offset: start, limit })).map(present);
  const total = await countLogs(tenant, filters, query.include_totals ? mostCounted : pagingLimit);
  const body = query.include_totals ? { start, limit, length: logs.length, total, logs } : logs;
  const headers = linkPages(tenant, { path, query: { ...others, sort: query.sort } }, { page, limit, total });
  return { ...answer(200, body), headers };
}

function select(fields: string | undefined, include = true) {
  const listed = new Set(fields?.split(','));
  return (entry: LogEntry): LogEntry =>
    fields === undefined
      ? entry
      : Object.fromEntries(Object.entries(entry).filter(([name]) => listed.has(name) === include));
}

export const logOperations: readonly Operation[] = [
  serve(listLogs, async (request) => {
    const { vault, query, log } = request;
    const { q = query.search, fields, include_fields, from: after, take } = query;
    const filters = q === undefined ? [] : parseLogQuery(q);
    const present = select(fields, include_fields);
    // Where both ways of paging are asked for, `take` wins, as in Auth0.
    if (after === undefined && (take === undefined || query.page !== undefined)) {
      return answerPage(request, { path: '/logs', query, filters }, present);
    }
    if (filters.some(({ text }) => text)) {
      throw new ValetkeyError('invalid_query_string', {
        description: 'A text cannot be searched for while reading on with from and take.',
      });
    }
    await log.flush();
    const limit = take ?? defaultLimit;
    const logs = await listLogsAfter(vault.tenant, filters, { after, limit });
    const next = { from: logs.at(-1)?.log_id ?? after, take: limit };
    return {
      ...answer(200, logs.map(present)),
      headers: linkCheckpoint(vault.tenant, { path: '/logs', query: { q, fields, include_fields } }, next),
    };
  }),

  serve(getLog, async ({ vault, params, log }) => {
    await log.flush();
    const [found] = await list(vault.tenant, [{ logId: params.id }], { order: 'asc', limit: 1 });
    if (!found) throw new ValetkeyError('inexistent_log');
    return answer(200, found);
  }),

  serve(listUserLogs, async (request) => {
    const { id: userId } = request.params;
    const path = `/users/${encodeURIComponent(userId)}/logs`;
    return answerPage(request, { path, query: request.query, filters: [{ userId }] });
  }),
];
