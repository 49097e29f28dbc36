import { expect, test } from 'vitest';
import { endpoints } from '../../src/contract/index.ts';
import { operations } from '../../src/management-api/index.ts';

test('every endpoint of the contract is served, once, and nothing else is', () => {
  const served = operations.map(({ endpoint }) => endpoint.operationId).sort();
  expect(served).toEqual(endpoints.map(({ operationId }) => operationId).sort());
});
