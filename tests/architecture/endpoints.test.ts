import { expect, test } from 'vitest';
import { dashboardEndpoints, endpoints } from '../../src/contract/index.ts';
import { dashboardOperations } from '../../src/dashboard-api/index.ts';
import { operations } from '../../src/management-api/index.ts';

test('every endpoint of the contract is served, once, and nothing else is', () => {
  const served = operations.map(({ endpoint }) => endpoint.operationId).sort();
  expect(served).toEqual(endpoints.map(({ operationId }) => operationId).sort());
});

test('every endpoint of the dashboard API is served, once, and nothing else is', () => {
  const served = dashboardOperations.map(({ endpoint }) => endpoint.operationId).sort();
  expect(served).toEqual(dashboardEndpoints.map(({ operationId }) => operationId).sort());
  expect(new Set(served).size).toBe(served.length);
});
