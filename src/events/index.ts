// events owns what is told to the operator's own systems: what happened to grants, written down in the transaction
// that made it so, and its delivery to webhooks. It sees no token: what it tells is health, as the vault judges it.
export { type Courier, deliverEvents } from './deliver-events.ts';
export { deliverLogouts, type LogoutCourier } from './deliver-logouts.ts';
export { type GrantEventPage, type GrantEventWithDeliveries, listEvents } from './list-events.ts';
export { findLogoutUrl, queueLogouts } from './queue-logouts.ts';
export { recordHealthChange, recordReveal } from './record-health-change.ts';
export { removeOldEvents } from './remove-old-events.ts';
