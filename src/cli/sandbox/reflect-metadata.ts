// @peculiar/x509 registers its parts through tsyringe, which wants the decorator metadata of `reflect-metadata`.
// None of those classes carries any, so "there is none" is the whole truth, and a global polyfill of 2,000 lines is not needed.
const reflect = Reflect as typeof Reflect & Record<string, unknown>;
if (!('getMetadata' in reflect)) {
  reflect.getMetadata = () => undefined;
  reflect.getOwnMetadata = () => undefined;
  reflect.defineMetadata = () => undefined;
}
