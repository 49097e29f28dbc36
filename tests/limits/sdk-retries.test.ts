import { ManagementClient } from 'auth0';
import { expect, test } from 'vitest';
import { createBrowser, m2m, signIn } from '../broker/index.ts';
import { startTlsBroker } from '../compat/start-tls-broker.ts';
import { compatTenant } from '../compat/tenant.ts';
import { startTestIdp } from '../idps/index.ts';

test("Auth0's SDK meets a limit, waits as it is told, and gets through; it pages through the log", async () => {
  const idp = await startTestIdp();
  const limits = { management: { requests: 3, seconds: 1 } };
  const tenant = compatTenant(idp).replace('tenant:', `tenant:\n  limits: ${JSON.stringify(limits)}`);
  const broker = await startTlsBroker({ tenant });
  try {
    await signIn(broker, {}, createBrowser());
    const management = new ManagementClient({ domain: broker.domain, clientId: m2m.id, clientSecret: m2m.secret });
    const types: (string | undefined)[] = [];
    for await (const entry of await management.logs.list({ sort: 'date:1' })) types.push(entry.type);
    expect(types.slice(0, 3)).toEqual(['ss', 's', 'seccft']);
    const answers = await Promise.all(Array.from({ length: 5 }, () => management.users.get('oidc|con1|vera')));
    expect(answers.map(({ user_id }) => user_id)).toEqual(Array(5).fill('oidc|con1|vera'));
    broker.clock.advance(60_000);
    const limited = await management.logs.list({ search: 'type:api_limit' });
    expect(limited.data.length).toBeGreaterThan(0);
  } finally {
    await broker.close();
    await idp.close();
  }
});
