import type { Json } from './tables.ts';

export function toJson<T>(value: T): Json<T> {
  return JSON.stringify(value) as Json<T>;
}

export function fromJson<T>(text: Json<T>): T {
  return JSON.parse(text) as T;
}

export function fromOptionalJson<T>(text: Json<T> | null): T | undefined {
  return text === null ? undefined : fromJson(text);
}
