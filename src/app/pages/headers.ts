import type { Page } from './layout.ts';

/**
 * Every header of a page but Set-Cookie. They replace what a general plugin would set: a
 * `Cross-Origin-Opener-Policy` in particular would cut a pop-up off from the window that waits for its message.
 */
export function pageHeaders(page: Page): Record<string, string> {
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': page.contentSecurityPolicy,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    // X-Frame-Options cannot name an origin, so a page that one origin may frame has only frame-ancestors (RFC 7034).
    ...(page.framedBy === undefined ? { 'x-frame-options': 'DENY' } : {}),
  };
}
