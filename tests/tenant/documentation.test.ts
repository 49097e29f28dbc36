import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { findClient, findConnection, isClientSecret } from '../../src/tenant/index.ts';
import { apply, createSqliteDatabase, openTestTenant } from './set-up.ts';

test('the example of docs/tenant-file.md works as it stands, with secrets that YAML would stumble over', async () => {
  const text = readFileSync(new URL('../../docs/tenant-file.md', import.meta.url), 'utf8');
  const [, example = ''] = /^```yaml\n(.*?)^```/ms.exec(text) ?? [];
  const environment = {
    TRAVEL_WEB_SECRET: 'a "secret" with: every # character \\ there is',
    TRAVEL_WEB_CALLBACKS: '["https://travel.example/callback"]',
    GOOGLE_CLIENT_ID: 'id',
    GOOGLE_CLIENT_SECRET: '12345678',
    GITHUB_CLIENT_SECRET: 'null',
  };
  const database = await createSqliteDatabase();
  const { tenant, store } = await openTestTenant(database.url);
  const result = await apply(tenant, example, { environment });
  expect(result).toMatchObject({ problems: [], generatedSecrets: ['Calendar Job'] });
  expect(result.changes).toHaveLength(8);
  expect((await findConnection(tenant, 'google-oauth2'))?.options.client_secret).toBe('12345678');
  expect((await findConnection(tenant, 'github-enterprise'))?.options.client_secret).toBe('null');
  const client = (await findClient(tenant, 'travel-web'))!;
  expect(isClientSecret(tenant, client, environment.TRAVEL_WEB_SECRET)).toBe(true);
  await store.close();
  await database.remove();
});
