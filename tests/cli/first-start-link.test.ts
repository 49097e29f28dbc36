import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { printFirstStartLink } from '../../src/cli/server/first-start-link.ts';
import { type Broker, startBroker, tenantFile } from '../broker/index.ts';

describe('the link to the first account', () => {
  let broker: Broker;
  let printed = '';
  const isTerminal = Object.getOwnPropertyDescriptor(process.stderr, 'isTTY');

  beforeEach(async () => {
    broker = await startBroker({ tenant: tenantFile('[]') });
    printed = '';
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      printed += text;
      return true;
    });
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    Object.defineProperty(process.stderr, 'isTTY', isTerminal ?? { value: undefined, configurable: true });
    await broker.close();
  });

  const writeTo = (terminal: boolean) =>
    Object.defineProperty(process.stderr, 'isTTY', { value: terminal, configurable: true });

  test('is printed at a terminal', async () => {
    writeTo(true);
    await printFirstStartLink(broker.app);
    expect(printed).toMatch(/http\S+dashboard\/welcome#[\w-]{43}/);
  });

  test('is not printed into what is kept as a log, and none is made', async () => {
    writeTo(false);
    await printFirstStartLink(broker.app);
    expect(printed).toContain('valetkey admin link');
    expect(printed).not.toContain('welcome#');
    const rows = await broker.app.tenant.store.db.selectFrom('administrator_invitations').selectAll().execute();
    expect(rows).toEqual([]);
  });
});
