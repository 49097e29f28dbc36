import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { watch } from '../pages/chromium.ts';

export const desktop = { viewport: { width: 1280, height: 860 } } as const;
export const phone = { viewport: { width: 390, height: 844 } } as const;

/** What is shown after the person in front of the browser did something may wait for a busy machine. */
const patience = 20_000;

export interface Tab {
  readonly page: Page;
  /** What must not happen: errors of scripts and of the console, dialogs, and what the policy had to stop. */
  readonly seen: string[];
  /** Goes to a screen without loading the page anew. */
  go(path: string): Promise<void>;
}

/** A browser of its own: no cookies of another one. */
export async function openTab(browser: Browser, options: BrowserContextOptions = desktop): Promise<Tab> {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
  context.setDefaultTimeout(patience);
  const page = await context.newPage();
  return {
    page,
    seen: watch(page),
    async go(path) {
      // As a link does it; the router hears of it by this event.
      await page.evaluate(
        `history.pushState({}, '', ${JSON.stringify(`/dashboard${path}`)}); dispatchEvent(new PopStateEvent('popstate'))`,
      );
      await settle(page);
    },
  };
}

/** Waits until a screen is there and nothing of it is still being read. */
export async function settle(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page
    .locator('[aria-busy=true], .mantine-Skeleton-root, .mantine-Loader-root')
    .first()
    .waitFor({ state: 'detached' });
}
