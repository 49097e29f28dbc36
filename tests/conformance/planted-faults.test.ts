import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts';
import { modules } from './modules/index.ts';
import { plantedFaults } from './planted-faults.ts';
import type { OpenIdProvider } from './provider.ts';
import { startValetkey } from './valetkey-provider.ts';

let proxy: FaultProxy;
let op: OpenIdProvider;

beforeAll(async () => {
  proxy = await startFaultProxy();
  const started = await startValetkey({ issuer: `${proxy.url}/` });
  proxy.target = started.url;
  op = started;
});
afterAll(async () => {
  await op.close();
  await proxy.close();
});

describe.each(Object.entries(plantedFaults))('a provider whose fault is: %s', (_name, { fault, foundBy }) => {
  test.each(foundBy)('fails %s, which it passes without the fault', async (name) => {
    proxy.fault = {};
    await modules[name]!(op);
    proxy.fault = fault();
    try {
      await expect(modules[name]!(op)).rejects.toThrow();
    } finally {
      proxy.fault = {};
    }
  });
});
