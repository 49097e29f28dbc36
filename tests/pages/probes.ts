// Expressions for the browser to evaluate: as text, because the type check of this program knows no DOM.

/** For each document its elements with the names of their attributes, as the browser's own parser reads it. */
export function skeletonsOf(documents: readonly string[]): string {
  return `${JSON.stringify(documents)}.map((html) =>
    [...new DOMParser().parseFromString(html, 'text/html').querySelectorAll('*')]
      .map((element) => [element.localName, ...element.getAttributeNames()].join(' ')))`;
}

/** The lowest contrast of any text with what is behind it (WCAG 2.2, 1.4.3), and the pixels by which the page is too wide. */
export const legibility = `(() => {
  const channels = (color) => (color.match(/[\\d.]+/g) ?? []).map(Number);
  const luminance = (color) => {
    const [r, g, b] = channels(color).map((value) =>
      value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    const color = getComputedStyle(element).backgroundColor;
    return channels(color)[3] === 0 && element.parentElement ? ground(element.parentElement) : color;
  };
  const hasText = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
  const contrasts = [...document.body.querySelectorAll('*')]
    .filter((element) => hasText(element) && element.getClientRects().length > 0)
    .map((element) => {
      const pair = [luminance(getComputedStyle(element).color), luminance(ground(element))];
      return (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
    });
  const root = document.documentElement;
  return { texts: contrasts.length, contrast: Math.min(...contrasts), overflow: root.scrollWidth - root.clientWidth };
})()`;

export interface Legibility {
  readonly texts: number;
  readonly contrast: number;
  readonly overflow: number;
}
