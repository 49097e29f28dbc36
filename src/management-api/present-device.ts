import type { Device } from '../storage/index.ts';

type Shown<P extends 'initial' | 'last'> = { [name in `${P}_ip` | `${P}_user_agent`]?: string };

/** What is known of a browser, under Auth0's names. */
export function presentDevice<P extends 'initial' | 'last'>(prefix: P, device: Partial<Device>): Shown<P> {
  const { ip, userAgent } = device;
  return {
    ...(ip !== undefined && { [`${prefix}_ip`]: ip }),
    ...(userAgent !== undefined && { [`${prefix}_user_agent`]: userAgent }),
  } as Shown<P>;
}
