/**
 * Imports an optional package.
 * @throws Error with a sentence that says how to get the package when it is not installed.
 */
export async function loadOptional<Module>(specifier: string, load: () => Promise<Module>): Promise<Module> {
  try {
    return await load();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw cause;
    const name = specifier.replace(/@[^@/]+$/, '');
    throw new Error(`The sandbox needs the package ${name}, which is not installed. Run: npm install ${specifier}`, {
      cause,
    });
  }
}
