import { expect } from 'vitest';
import type { Tab } from './tab.ts';

/** Each runs, loads something or breaks out, where it is taken for markup, for an address or for code. */
export const hostile = {
  markup: `"'><img src=x onerror=alert(1)><script>alert(2)</script>`,
  /** For names that may have no angle brackets. */
  quotes: `x" onmouseover="alert(3)" y='\${alert(4)}' {{constructor.constructor('alert(5)')()}} */alert(6)//`,
  script: 'javascript:alert(7)',
  page: 'data:text/html,<script>alert(8)</script>',
  drawing: 'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" onload="alert(9)"/>',
  address: `https://attacker.invalid/x.png"onerror="alert(10)`,
} as const;

/** Elements that would do something that nobody of ours wrote: looked for in the page itself. */
const active = `[...document.querySelectorAll('body *')].filter((element) =>
  element.localName === 'script' && !element.src ||
  ['x', 'object', 'embed'].includes(element.getAttribute('src') ?? element.localName) ||
  [...element.attributes].some(({ name, value }) =>
    /^on/.test(name) || /^(?:href|src|action|formaction|xlink:href|srcdoc)$/.test(name) && /^\\s*(?:javascript|vbscript|data:text)/i.test(value)),
).map((element) => element.outerHTML.slice(0, 200))`;

/** A picture that its server does not have is no fault of the page. */
const absent = /ERR_(?:NAME_NOT_RESOLVED|INTERNET_DISCONNECTED|PROXY|TUNNEL)/;

/** What is on the page did nothing, can do nothing, and the page is whole. The browser may report what is `expected`. */
export async function expectHarmless({ page, seen }: Tab, expected = absent): Promise<void> {
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  expect(await page.evaluate(active)).toEqual([]);
  expect(await page.getByRole('navigation', { name: 'Screens' }).count()).toBe(1);
  expect(seen.filter((text) => !expected.test(text))).toEqual([]);
}
