import { afterAll, beforeAll, expect, test } from 'vitest';
import { getManagementToken, readManagement } from '../broker/index.ts';
import { fuzz } from './fuzz.ts';
import { openFuzzWorld } from './world.ts';

let world: Awaited<ReturnType<typeof openFuzzWorld>>;

beforeAll(async () => {
  world = await openFuzzWorld();
});
// Closing also says whether each answer was as our OpenAPI description has it.
afterAll(() => world.close());

test('2,000 generated requests over all routes: no error of ours, no request that hangs, and it still works', async () => {
  const { faults, statuses } = await fuzz({ ...world, seed: 20_261_127, requests: 2_000 });
  expect(faults.map(({ request, outcome }) => `${outcome}: ${request.method} ${request.path.slice(0, 300)}`)).toEqual(
    [],
  );
  // A generator that is only ever refused would test the door alone.
  expect(statuses[200]).toBeGreaterThan(100);
  expect(statuses[400]).toBeGreaterThan(100);
  const token = await getManagementToken(world.broker);
  expect((await readManagement(world.broker, '/users', token)).status).toBe(200);
}, 300_000);
