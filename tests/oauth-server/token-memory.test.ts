import { describe, expect, test } from 'vitest';
import { createTokenMemory } from '../../src/oauth-server/resource/token-memory.ts';

describe('what is remembered of verified tokens', () => {
  test('so many tokens at most, the oldest goes first', () => {
    const memory = createTokenMemory<number>({ tokens: 3, characters: 10_000 });
    for (const number of [1, 2, 3, 4]) memory.remember(`token${number}`, number);
    expect([1, 2, 3, 4].map((number) => memory.find(`token${number}`))).toEqual([undefined, 2, 3, 4]);
  });

  test('so many characters at most, however few tokens that are, and the room of what is gone is free again', () => {
    const memory = createTokenMemory<number>({ tokens: 1_000, characters: 10_000 });
    const large = (number: number) => String(number).padStart(100, '0');
    for (let number = 0; number < 500; number += 1) memory.remember(large(number), number);
    const kept = Array.from({ length: 500 }, (_, number) => memory.find(large(number))).filter(
      (one) => one !== undefined,
    );
    expect(kept).toEqual(Array.from({ length: 100 }, (_, index) => 400 + index));
  });

  test('one token that would take the place of many is not remembered', () => {
    const memory = createTokenMemory<number>({ tokens: 10, characters: 10_000 });
    memory.remember('small', 1);
    memory.remember('x'.repeat(101), 2);
    expect([memory.find('small'), memory.find('x'.repeat(101))]).toEqual([1, undefined]);
  });

  test('a token that is remembered again counts once', () => {
    const memory = createTokenMemory<number>({ tokens: 10, characters: 1_000 });
    memory.remember('first', 1);
    for (let turn = 0; turn < 1_000; turn += 1) memory.remember('again', turn);
    expect([memory.find('first'), memory.find('again')]).toEqual([1, 999]);
  });
});
