// cli owns the command line `valetkey`: one small file a command in commands/, which says what it takes and loads the
// rest only when it runs, and the client for a tenant (Valetkey or Auth0) behind `token`, `idp-token` and `call`.
// It must not decide anything that the server decides, and it reads the environment in settings.ts only.
export { createProgram } from './program.ts';
