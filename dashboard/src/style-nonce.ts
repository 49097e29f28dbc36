/** The nonce under which this page's policy lets <style> elements in; Vite's build leaves it in a meta element. */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
}

/** The library that keeps the page behind a modal from scrolling looks for the nonce under this name. */
export function allowOwnStyles(): void {
  Object.assign(globalThis, { __webpack_nonce__: styleNonce() });
}
