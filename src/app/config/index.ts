export { type KeyWrapper, keyContext } from './keys/key-wrapper.ts';
export { type Config, type Environment, readConfig, readKeyWrapper } from './read-config.ts';
export { type Setting, settings, type TrustProxy } from './settings.ts';
