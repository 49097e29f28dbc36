import type { Client } from './kinds.ts';

/** The settings of an application as its form holds them. */
export interface ApplicationValues {
  readonly name: string;
  readonly description: string;
  readonly app_type: string;
  readonly disabled: boolean;
  readonly callbacks: string[];
  readonly allowed_logout_urls: string[];
  readonly web_origins: string[];
  readonly id_token_lifetime: number;
}

const textsOf = (value: unknown) =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];

const textOf = (value: unknown) => (typeof value === 'string' ? value : '');

export function readSettings(client: Client): ApplicationValues {
  const { lifetime_in_seconds = 36_000 } = (client.jwt_configuration ?? {}) as { lifetime_in_seconds?: number };
  return {
    name: client.name ?? '',
    description: textOf(client.description),
    app_type: textOf(client.app_type),
    disabled: client.disabled === true,
    callbacks: textsOf(client.callbacks),
    allowed_logout_urls: textsOf(client.allowed_logout_urls),
    web_origins: textsOf(client.web_origins),
    id_token_lifetime: lifetime_in_seconds,
  };
}

/** The change that makes them so; what the form does not have stays as it is. */
export function writeSettings(client: Client, values: ApplicationValues): Record<string, unknown> {
  const { id_token_lifetime, description, app_type, ...others } = values;
  return {
    ...others,
    description: description === '' ? null : description,
    ...(app_type !== '' && { app_type }),
    jwt_configuration: { ...(client.jwt_configuration as object | undefined), lifetime_in_seconds: id_token_lifetime },
  };
}
