import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { ValetkeyError } from '../../../base/index.ts';
import { type CustomTexts, customTextsOfPrompt } from '../../../contract/index.ts';
import { readBranding, readCustomTexts, readSettings } from '../../../tenant/index.ts';
import { customiseTexts, pageHeaders, pickLanguage, renderPreview } from '../../pages/index.ts';
import type { DashboardGate } from './dashboard-gate.ts';

const jsonText = z
  .string()
  .max(16_000)
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue({ code: 'custom', message: 'must be JSON' });
      return z.NEVER;
    }
  });

const wish = z.strictObject({
  language: z.string().max(20),
  prompt: z.string().max(64),
  screen: z.string().max(64),
  /** `{screen: {key: text}}` as the operator is writing it, in the place of what is saved. */
  texts: jsonText.pipe(customTextsOfPrompt),
});

function layDraft(saved: CustomTexts, { language, prompt, texts }: z.output<typeof wish>): CustomTexts {
  return { ...saved, [language]: { ...saved[language], [prompt]: { ...saved[language]?.[prompt], ...texts } } };
}

/**
 * How a page looks with texts that are not saved yet: HTML for a frame of the dashboard. In a sandbox, so that nothing
 * on it can be pressed to any effect, and for a session alone, so that nobody is led to a page with foreign words.
 */
export function addPreviewPage(app: FastifyInstance, gate: DashboardGate): void {
  const { tenant } = gate.dashboard.administration;
  app.get('/page-preview', async (request, reply) => {
    gate.refuseForeign(request);
    await gate.require(request);
    const checked = wish.safeParse(request.query);
    if (!checked.success) throw new ValetkeyError('invalid_query_string');
    const { language: range, screen } = checked.data;
    const language = pickLanguage({ uiLocales: range });
    const [settings, branding, saved] = await Promise.all([
      readSettings(tenant),
      readBranding(tenant),
      readCustomTexts(tenant),
    ]);
    const texts = customiseTexts(layDraft(saved, checked.data), language);
    const tenantName = settings.friendly_name ?? 'Valetkey';
    const page = renderPreview(screen, { tenantName, branding, locale: language.locale, texts });
    if (!page) throw new ValetkeyError('not_found');
    const policy = page.contentSecurityPolicy.replace("frame-ancestors 'none'", "frame-ancestors 'self'");
    return reply
      .headers({
        ...pageHeaders(page),
        'content-security-policy': `${policy}; sandbox`,
        'x-frame-options': 'SAMEORIGIN',
      })
      .send(page.html);
  });
}
