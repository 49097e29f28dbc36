import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Broker, databaseKinds } from '../broker/index.ts';
import { startTwoNodes, type TwoNodes } from './two-nodes.ts';

const ready = async (node: Broker) => {
  const response = await fetch(`${node.url}/ready`);
  return { status: response.status, body: await response.json() };
};

describe.runIf(databaseKinds.includes('postgres'))('a clock that differs from the database’s', () => {
  let nodes: TwoNodes;
  beforeAll(async () => {
    nodes = await startTwoNodes(-90_000);
  });
  afterAll(() => nodes.close());

  test('R-18: is told at /ready, which is ready all the same, and in the log', async () => {
    const clock = expect.stringMatching(/^the clock of this node is (89|90|91) s behind the database's$/);
    expect(await ready(nodes.wrong)).toEqual({ status: 200, body: { status: 'ready', clock } });
    expect(nodes.wrong.logged()).toContain("s behind the database's");
  });

  test('a clock that agrees is not told of', async () => {
    expect(await ready(nodes.right)).toEqual({ status: 200, body: { status: 'ready' } });
    expect(nodes.right.logged()).not.toContain("database's");
  });
});
