import type { OpenIdProvider } from '../provider.ts';

/** One module of a certification plan: returns when the provider passes, and throws when it fails. */
export type Module = (op: OpenIdProvider) => Promise<void>;
export type Modules = Readonly<Record<string, Module>>;
