import type { Connection } from '../../../tenant/index.ts';

/** What a person knows an account by; undefined when the IdP gave nothing of the kind. */
export function nameOf({ email, name, nickname }: Readonly<Record<string, unknown>>): string | undefined {
  return [email, name, nickname].find((one) => typeof one === 'string' && one !== '') as string | undefined;
}

/** What a person knows a connection by. */
export function labelOf({ name, settings, provider }: Connection): string {
  return settings.display_name ?? (provider.social ? provider.label : name);
}
