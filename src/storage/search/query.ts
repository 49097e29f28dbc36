/** One end of a range. Numbers are compared as numbers, text by its characters. */
export interface Bound {
  readonly value: string | number;
  readonly inclusive: boolean;
}

/** What a value must be like. */
export type ValueTest =
  /** One of these. */
  | { readonly kind: 'is'; readonly values: readonly string[] }
  /** These parts in this order, and anything between them: `['jan', 'th']` is `jan*th`. */
  | { readonly kind: 'like'; readonly parts: readonly string[] }
  | { readonly kind: 'range'; readonly from: Bound | undefined; readonly to: Bound | undefined }
  /** Any value. */
  | { readonly kind: 'exists' };

export interface FieldCondition {
  readonly kind: 'field';
  /** As Auth0 names it: `email`, `identities.connection`, `app_metadata.plan.name`. */
  readonly field: string;
  readonly test: ValueTest;
}

/** What users are looked for. */
export type UserCondition =
  | FieldCondition
  | { readonly kind: 'and' | 'or'; readonly of: readonly UserCondition[] }
  | { readonly kind: 'not'; readonly of: UserCondition };
