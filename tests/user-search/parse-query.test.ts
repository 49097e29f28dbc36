import { expect, test } from 'vitest';
import { readCondition } from '../../src/users/search/read-condition.ts';

/** Beginnings that a parser may have to take back, and what may stand in them without an end. */
const openings = ['', '(', '(b ', 'a:(', 'a:(c ', 'NOT (', '(b AND ', '(b AND NOT ', '-(', '"a', '[a TO ', 'a:[1 TO '];
const fillings = [
  'b:c ',
  'a* ',
  '"x" ',
  '"x',
  '[a TO b] ',
  'a:[1 TO 2] ',
  'a AND ',
  '-a ',
  '- ',
  'a\\',
  '\\\\',
  'TO ',
  '[aTO',
];

test('no query of 8,192 characters keeps the server from other work, whether it is read or refused', () => {
  // The first one compiles what the others use.
  readCondition('name:jane');
  let slowest = { milliseconds: 0, query: '' };
  for (const opening of openings) {
    for (const filling of fillings) {
      for (const depth of [1, 8, 16, 400]) {
        const beginning = opening.repeat(depth);
        const query = (beginning + filling.repeat(8_192)).slice(0, 8_192 - depth);
        for (const text of [query, query + ')'.repeat(depth)]) {
          const began = performance.now();
          expect(() => readCondition(text)).not.toThrow(RangeError);
          const milliseconds = performance.now() - began;
          if (milliseconds > slowest.milliseconds) slowest = { milliseconds, query: text.slice(0, 40) };
        }
      }
    }
  }
  // A walk takes some ten, more on a busy machine; a parser that tries again what it has read takes minutes.
  expect(slowest.milliseconds, slowest.query).toBeLessThan(2_000);
});
