import type { Browser, BrowserContextOptions } from 'playwright-core';
import {
  type Broker,
  type BrokerOptions,
  createTestClock,
  oidcConnection,
  startBroker,
  tenantFile,
} from '../broker/index.ts';
import { cookieName, makeFirstAdministrator, type Visitor } from '../dashboard-api/set-up.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';
import { launchChromium } from '../pages/chromium.ts';
import { desktop, openTab, settle, type Tab } from './tab.ts';

/** A server with a clock that tests move, an IdP that can be told to misbehave, and a real browser. */
export interface EmptyWorld {
  readonly broker: Broker;
  readonly idp: TestIdp;
  open(options?: BrowserContextOptions): Promise<Tab>;
  /** A browser in which this administrator is signed in, at a screen. */
  openFor(visitor: Visitor, path: string, options?: BrowserContextOptions): Promise<Tab>;
  close(): Promise<void>;
}

export interface BrokerWorld extends EmptyWorld {
  /** The first administrator, `ada`. */
  readonly admin: Visitor;
}

/** One that nobody administers yet. */
export async function startEmptyWorld(options: Partial<BrokerOptions> = {}): Promise<EmptyWorld> {
  const closing: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const end of closing.toReversed()) await end();
  };
  try {
    const clock = createTestClock();
    const idp = await startTestIdp({ clock });
    closing.push(() => idp.close());
    const tenant = tenantFile(oidcConnection('con1', idp).replace('scope: ', 'scope: calendar.read '));
    const opened = <T extends { close(): Promise<unknown> }>(thing: T): T => {
      closing.push(() => thing.close());
      return thing;
    };
    const [broker, browser]: [Broker, Browser] = await Promise.all([
      startBroker({ tenant, clock, ...options }).then(opened),
      launchChromium().then(opened),
    ]);
    const open = (chosen: BrowserContextOptions = desktop) => openTab(browser, chosen);
    return {
      broker,
      idp,
      open,
      async openFor({ cookie = '' }, path, chosen) {
        const tab = await open(chosen);
        await tab.page.context().addCookies([{ name: cookieName, value: cookie, url: broker.url, httpOnly: true }]);
        await tab.page.goto(`${broker.url}/dashboard${path}`);
        await settle(tab.page);
        return tab;
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

export async function startBrokerWorld(options: Partial<BrokerOptions> = {}): Promise<BrokerWorld> {
  const world = await startEmptyWorld(options);
  return { ...world, admin: await makeFirstAdministrator(world.broker) };
}
