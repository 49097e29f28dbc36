import { z } from 'zod';
import { defineEndpoint, noBody, noQuery } from './endpoint.ts';

/** Auth0's, and the one of ours for what it has no page for. */
const prompts = [
  ...['login', 'login-id', 'login-password', 'login-passwordless', 'login-email-verification'],
  ...['signup', 'signup-id', 'signup-password', 'phone-identifier-enrollment', 'phone-identifier-challenge'],
  ...['email-identifier-challenge', 'reset-password', 'custom-form', 'consent', 'customized-consent', 'logout'],
  ...['mfa-push', 'mfa-otp', 'mfa-voice', 'mfa-phone', 'mfa-webauthn', 'mfa-sms', 'mfa-email', 'mfa-recovery-code'],
  ...['mfa', 'status', 'device-flow', 'email-verification', 'email-otp-challenge', 'organizations', 'invitation'],
  ...['common', 'passkeys', 'captcha', 'brute-force-protection', 'async-approval-flow', 'confirmation'],
  ...['account-linking', 'reconnect', 'error-page'],
];

/** Auth0's, which has no plain `zh`. */
const languages = [
  ...['am', 'ar', 'ar-EG', 'ar-SA', 'az', 'bg', 'bn', 'bs', 'ca-ES', 'cnr', 'cs', 'cy', 'da', 'de', 'el', 'en'],
  ...['en-CA', 'es', 'es-419', 'es-AR', 'es-MX', 'et', 'eu-ES', 'fa', 'fi', 'fr', 'fr-CA', 'fr-FR', 'gl-ES', 'gu'],
  ...['he', 'hi', 'hr', 'hu', 'hy', 'id', 'is', 'it', 'ja', 'ka', 'kk', 'kn', 'ko', 'lt', 'lv', 'mk', 'ml', 'mn'],
  ...['mr', 'ms', 'my', 'nb', 'nl', 'nn', 'no', 'pa', 'pl', 'pt', 'pt-BR', 'pt-PT', 'ro', 'ru', 'sk', 'sl', 'so'],
  ...[
    'sq',
    'sr',
    'sv',
    'sw',
    'ta',
    'te',
    'th',
    'tl',
    'tr',
    'uk',
    'ur',
    'vi',
    'zgh',
    'zh-CN',
    'zh-HK',
    'zh-MO',
    'zh-TW',
  ],
];

const name = z.string().regex(/^[\w.-]{1,64}$/, 'must be a name of letters, digits, dots and hyphens');
const text = z.string().max(1000).describe('Text, never HTML.');
const longest = 100;

function boundedRecord<V extends z.ZodType>(key: z.ZodType<string, string>, value: V) {
  return z
    .record(key, value)
    .refine((record) => Object.keys(record).length <= longest, `must not have more than ${longest} members`);
}

const promptName = z.enum(prompts).describe('Name of the prompt.');
const promptLanguage = z.enum(languages).describe('Language of the texts.');

/** Texts of one prompt in one language: by screen, then by key. */
export const customTextsOfPrompt = boundedRecord(name, boundedRecord(name, text));

/** All of them: by language, then by prompt, as the tenant file has them. */
export const customTexts = z.partialRecord(promptLanguage, z.partialRecord(promptName, customTextsOfPrompt));

export type CustomTextsOfPrompt = z.infer<typeof customTextsOfPrompt>;
export type CustomTexts = z.infer<typeof customTexts>;

const shared = {
  path: '/prompts/{prompt}/custom-text/{language}',
  tag: 'prompts',
  params: z.object({ prompt: promptName, language: promptLanguage }),
  query: noQuery,
  answers: { 200: customTextsOfPrompt.describe('By screen, then by key.') },
} as const;

export const getCustomText = defineEndpoint({
  ...shared,
  operationId: 'get_custom-text_by_language',
  method: 'GET',
  summary: 'Get the texts that the operator wrote for a page, in one language',
  scopes: ['read:prompts'],
  body: noBody,
  errors: [400, 401, 403, 500, 503],
});

export const setCustomText = defineEndpoint({
  ...shared,
  operationId: 'put_custom-text_by_language',
  method: 'PUT',
  summary: 'Set the texts of a page in one language: those that were there are overwritten',
  scopes: ['update:prompts'],
  body: customTextsOfPrompt,
  errors: [400, 401, 403, 413, 415, 500, 503],
});
