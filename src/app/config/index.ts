export { type Config, type Environment, readConfig } from './read-config.ts';
export { type Setting, settings, type TrustProxy } from './settings.ts';
