import { ValetkeyError } from '../base/index.ts';
import { getPageTexts } from '../contract/index.ts';
import { answer, type DashboardOperation, serve } from './request.ts';

export const pageTextOperations: readonly DashboardOperation[] = [
  serve(getPageTexts, async ({ dashboard, params }) => {
    const texts = dashboard.describePageTexts(params.language);
    if (!texts) throw new ValetkeyError('not_found', { description: 'The pages do not speak this language.' });
    return answer(200, texts);
  }),
];
