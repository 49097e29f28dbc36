import { afterEach, describe, expect, test } from 'vitest';
import { type Broker, configure, databaseKinds, getTokens, postToken, web, webCredentials } from '../broker/index.ts';
import { startTwoNodes, type TwoNodes } from './two-nodes.ts';

const refresh = (node: Broker, token: unknown) =>
  postToken(node, { grant_type: 'refresh_token', refresh_token: String(token), ...webCredentials });

describe.runIf(databaseKinds.includes('postgres'))('a refresh token that was replaced by another node', () => {
  let nodes: TwoNodes;
  afterEach(() => nodes.close());

  test.each([20_000, 90_000, -90_000])(
    'AS-33, R-18: is reuse at a node whose clock differs, and ends the family (%i ms)',
    async (difference) => {
      nodes = await startTwoNodes(difference);
      const { right, wrong } = nodes;
      const rotating = { rotation_type: 'rotating', expiration_type: 'expiring', leeway: 0 };
      await configure(right.app, JSON.stringify({ clients: [{ name: web.id, refresh_token: rotating }] }));
      wrong.app.tenant.configuration.clear();
      const { refresh_token } = await getTokens(right, { scope: 'openid offline_access' });
      const next = await refresh(wrong, refresh_token);
      expect(next.status).toBe(200);
      expect(await refresh(right, refresh_token)).toMatchObject({ status: 403, body: { error: 'invalid_grant' } });
      expect((await refresh(wrong, next.body.refresh_token)).status).toBe(403);
    },
  );
});
