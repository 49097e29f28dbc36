import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databaseKinds, startBroker } from '../broker/index.ts';
import { countTokens, type ReadLogWorld, startWorld, tenantOf } from './set-up.ts';

const limit = 50;

describe.each(databaseKinds)('a limit of readings a minute, on %s', (database) => {
  let world: ReadLogWorld;
  let user: string;
  beforeAll(async () => {
    world = await startWorld(database, { reads_per_minute: limit });
    world.idp.behave({ accessTokenLifetime: 1_000_000 });
    user = await world.newUser();
  });
  afterAll(() => world.close());

  test('V-16: above it 429 with Retry-After and no token, told once in the log; a minute later all is well', async () => {
    const answers = await Promise.all(Array.from({ length: 200 }, () => world.read(user)));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(200 - limit);
    expect(answers.reduce((sum, { body }) => sum + countTokens(body), 0)).toBe(limit);
    expect(refused[0]?.body).toEqual({
      statusCode: 429,
      error: 'Too Many Requests',
      message: 'Global limit has been reached',
      errorCode: 'too_many_requests',
    });
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
    const told = world.broker
      .logged()
      .split('\n')
      .filter((line) => line.includes('reads_per_minute'));
    expect(told).toHaveLength(1);
    expect(JSON.parse(told[0]!)).toMatchObject({ clientId: 'm2m', limit });
    world.broker.clock.advance(2_000);
    const later = await world.read(user);
    expect(later.status).toBe(429);
    const wait = Number(later.headers.get('retry-after'));
    expect(wait).toBeGreaterThan(30);
    expect(wait).toBeLessThanOrEqual(60);
    world.broker.clock.advance(wait * 1000);
    expect((await world.read(user)).status).toBe(200);
  });

  test('V-16: readings are counted over all nodes, and who reads no tokens is not counted', async () => {
    world.broker.clock.advance(120_000);
    const { config, clock } = world.broker;
    const second = await startBroker({
      ...{ tenant: tenantOf(world.idp, { reads_per_minute: limit }), databaseUrl: config.databaseUrl, clock },
      ...{ keyring: config.keyring, port: config.port + 1, config: { issuer: config.issuer } },
    });
    try {
      for (let number = 0; number < limit; number += 1) expect((await world.read(user)).status).toBe(200);
      const response = await fetch(`${second.url}/api/v2/users/${encodeURIComponent(user)}`, {
        headers: { authorization: `Bearer ${world.management}` },
      });
      expect(response.status).toBe(429);
      expect((await world.ask(`/users/${encodeURIComponent(user)}?fields=email`)).status).toBe(200);
    } finally {
      await second.close();
    }
  });
});
