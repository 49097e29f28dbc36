import { afterAll, beforeAll, describe, test } from 'vitest';
import { startControl } from './control-provider.ts';
import { modules } from './modules/index.ts';
import type { OpenIdProvider } from './provider.ts';
import { startValetkey } from './valetkey-provider.ts';

const providers = { Valetkey: startValetkey, 'oidc-provider, the control': startControl };

describe.each(Object.entries(providers))(
  'the modules of the Basic OP, Config OP and logout plans: %s',
  (_name, start) => {
    let op: OpenIdProvider;
    beforeAll(async () => {
      op = await start();
    });
    afterAll(() => op.close());

    test.each(Object.entries(modules))('%s', async (_module, run) => {
      await run(op);
    });
  },
);
