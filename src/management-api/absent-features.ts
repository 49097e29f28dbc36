import { absentEndpoints } from '../contract/index.ts';
import { answer, type Operation, serve } from './request.ts';

/** Features of Auth0 that are not here, where its tools want to read that nothing is set: all from one table. */
export const absentOperations: readonly Operation[] = absentEndpoints.map(({ endpoint, feature }) =>
  serve(endpoint, async ({ query }) => {
    const { list, settings } = feature;
    if (list === undefined) return answer(200, settings) as never;
    const { include_totals: totals, take } = query as { include_totals?: boolean; take?: number };
    if (list === 'bare' || (!totals && take === undefined)) return answer(200, []) as never;
    const counts = take === undefined ? { start: 0, limit: 0, total: 0 } : {};
    return answer(200, { ...counts, [list]: [] }) as never;
  }),
);
