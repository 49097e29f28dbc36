import fc from 'fast-check';
import { expect, test } from 'vitest';
import { html } from '../../src/app/pages/html.ts';
import { readMarkup } from './markup.ts';

test('any text stays text between tags and inside a quoted attribute, and comes back as it was', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...'<>"\'&;=/ \r\nab#39lt') }),
      (a, b) => {
        const { elements, text } = readMarkup(html`<p title="${a}${b}">${b}${a}</p>`.text);
        expect(elements).toEqual([{ tag: 'p', attributes: { title: a + b } }]);
        expect(text).toBe(b + a);
      },
    ),
  );
});

test('what a template made is not escaped a second time, alone or in a list', () => {
  const item = (text: string) => html`<li>${text}</li>`;
  expect(html`<ul>${['<', '&amp;'].map(item)}</ul>${item('"')}${undefined}${7}`.text).toBe(
    '<ul><li>&lt;</li><li>&amp;amp;</li></ul><li>&quot;</li>7',
  );
});

test('a value in an attribute without quotes is refused', () => {
  expect(() => html`<p title=${'a onclick=alert(1)'}>`).toThrow('needs quotes');
});
