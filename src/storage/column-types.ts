/** JSON text; `json.ts` is the only place that makes or reads it. */
export type Json<T> = string & { readonly json?: T };
/** Milliseconds since 1970. */
export type Milliseconds = number;
/** 0 or 1: both databases keep it as an integer. */
export type Flag = 0 | 1;
