// app owns configuration, wiring, HTTP, pages, error rendering and background work. Fastify is imported here and
// nowhere else; what the answers are is decided in the rooms above.
export { type Application, type ApplicationParts, createApplication } from './application.ts';
export {
  type Config,
  type Environment,
  type KeyWrapper,
  keyContext,
  readConfig,
  readKeyWrapper,
  type Setting,
  settings,
} from './config/index.ts';
export { createLog } from './log.ts';
