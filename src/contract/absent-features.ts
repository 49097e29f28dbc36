import { z } from 'zod';
import { defineEndpoint, type Endpoint, noBody, noParams } from './endpoint.ts';
import { checkpointQuery, fieldsQuery, pageQuery } from './paging.ts';

/** A feature of Auth0 that is not here, and of which its tools nevertheless want to read that nothing is set. */
interface AbsentFeature {
  readonly operationId: string;
  readonly path: string;
  /** Without the verb in front: `rules` for `read:rules`. */
  readonly scope: string;
  /** The member of a page that would hold the entries; `bare` for a list that is always an array. */
  readonly list?: string;
  /** What the settings of a feature that is off look like. */
  readonly settings?: Readonly<Record<string, boolean | number | readonly never[]>> | readonly never[];
  /** The operation that writes the settings: it takes only what they are. */
  readonly write?: { readonly operationId: string; readonly method: 'PATCH' | 'PUT' } | undefined;
}

const off = { enabled: false } as const;

function protection(name: string): AbsentFeature {
  const path = `/attack-protection/${name}`;
  const write = { operationId: `patch_${name}`, method: 'PATCH' } as const;
  return { operationId: `get_${name}`, path, scope: 'attack_protection', settings: off, write };
}

/** The table: without these answers Auth0's Deploy CLI stops. Every other operation that we lack is answered 404. */
const absentFeatures: readonly AbsentFeature[] = [
  { operationId: 'get_actions', path: '/actions/actions', scope: 'actions', list: 'actions' },
  { operationId: 'get_triggers', path: '/actions/triggers', scope: 'actions', settings: { triggers: [] } },
  { operationId: 'get_rules', path: '/rules', scope: 'rules', list: 'rules' },
  { operationId: 'get_rules-configs', path: '/rules-configs', scope: 'rules_configs', list: 'bare' },
  { operationId: 'get_custom-domains', path: '/custom-domains', scope: 'custom_domains', list: 'bare' },
  { operationId: 'get_log-streams', path: '/log-streams', scope: 'log_streams', list: 'bare' },
  { operationId: 'get_event-streams', path: '/event-streams', scope: 'event_streams', list: 'eventStreams' },
  { operationId: 'get_flows', path: '/flows', scope: 'flows', list: 'flows' },
  {
    operationId: 'get_flows_vault_connections',
    path: '/flows/vault/connections',
    scope: 'flows_vault_connections',
    list: 'connections',
  },
  { operationId: 'get_forms', path: '/forms', scope: 'forms', list: 'forms' },
  {
    operationId: 'get_self-service-profiles',
    path: '/self-service-profiles',
    scope: 'self_service_profiles',
    list: 'self_service_profiles',
  },
  {
    operationId: 'get_token-exchange-profiles',
    path: '/token-exchange-profiles',
    scope: 'token_exchange_profiles',
    list: 'token_exchange_profiles',
  },
  {
    operationId: 'get_branding_phone_providers',
    path: '/branding/phone/providers',
    scope: 'phone_providers',
    settings: { providers: [] },
  },
  {
    operationId: 'get_phone_templates',
    path: '/branding/phone/templates',
    scope: 'phone_templates',
    settings: { templates: [] },
  },
  {
    operationId: 'get_prompts',
    path: '/prompts',
    scope: 'prompts',
    settings: {},
    // The CLI writes back what it read here whenever it writes the branding.
    write: { operationId: 'patch_prompts', method: 'PATCH' },
  },
  { operationId: 'get_partials', path: '/prompts/{prompt}/partials', scope: 'prompts', settings: {} },
  { operationId: 'get_supplemental-signals', path: '/supplemental-signals', scope: 'attack_protection', settings: {} },
  ...['breached-password-detection', 'brute-force-protection', 'suspicious-ip-throttling'].map(protection),
  { ...protection('bot-detection'), settings: {}, write: undefined },
  { ...protection('captcha'), settings: {}, write: undefined },
  {
    operationId: 'get_policies',
    path: '/guardian/policies',
    scope: 'mfa_policies',
    settings: [],
    write: { operationId: 'put_policies', method: 'PUT' },
  },
  {
    operationId: 'get_risk_assessments_settings',
    path: '/risk-assessments/settings',
    scope: 'attack_protection',
    settings: off,
    write: { operationId: 'patch_risk_assessments_settings', method: 'PATCH' },
  },
  {
    operationId: 'get_new-device',
    path: '/risk-assessments/settings/new-device',
    scope: 'attack_protection',
    settings: { remember_for: 0 },
    write: { operationId: 'patch_new-device', method: 'PATCH' },
  },
];

/** Filters of one list or another: there is nothing to be filtered. */
const filters = ['actionName', 'deployed', 'enabled', 'hydrate', 'installed', 'q', 'sort', 'synchronous', 'triggerId'];

const anyQuery = z.strictObject({
  ...pageQuery,
  ...checkpointQuery,
  ...fieldsQuery,
  ...Object.fromEntries(filters.map((name) => [name, z.string().max(1000).optional().describe('Filters nothing.')])),
});

function settingsSchema(settings: NonNullable<AbsentFeature['settings']>): z.ZodType {
  if (Array.isArray(settings)) return z.array(z.never()).max(0);
  const members = Object.entries(settings).map(([name, value]) => [
    name,
    (typeof value === 'object' ? z.array(z.never()).max(0) : z.literal(value)).optional(),
  ]);
  return z.strictObject(Object.fromEntries(members));
}

function answerSchema({ list, settings = [] }: AbsentFeature): z.ZodType {
  const none = z.array(z.never()).max(0);
  if (list === undefined) return settingsSchema(settings);
  if (list === 'bare') return none;
  const total = { start: z.int(), limit: z.int(), total: z.int() };
  return z.union([z.object({ ...total, [list]: none }), z.object({ [list]: none }), none]);
}

/** The endpoints of the table, each with what it always answers. */
export const absentEndpoints: readonly { readonly endpoint: Endpoint; readonly feature: AbsentFeature }[] =
  absentFeatures.flatMap((feature) => {
    const { operationId, path, scope, write, settings } = feature;
    const shared = {
      path,
      tag: path.split('/')[1]!,
      params: path.includes('{prompt}')
        ? z.object({
            prompt: z
              .string()
              .regex(/^[\w-]{1,64}$/)
              .describe('Its name.'),
          })
        : noParams,
      answers: { 200: answerSchema(feature) },
    };
    const read = defineEndpoint({
      ...shared,
      operationId,
      method: 'GET',
      summary: 'Not here: nothing is set',
      scopes: [`read:${scope}`],
      query: anyQuery,
      body: noBody,
      errors: [400, 401, 403, 500, 503],
    });
    if (!write || !settings) return [{ endpoint: read, feature }];
    const change = defineEndpoint({
      ...shared,
      operationId: write.operationId,
      method: write.method,
      summary: 'Not here: takes only what it is',
      scopes: [`update:${scope}`],
      query: z.strictObject({}),
      body: settingsSchema(settings),
      errors: [400, 401, 403, 413, 415, 500, 503],
    });
    return [
      { endpoint: read, feature },
      { endpoint: change, feature },
    ];
  });
