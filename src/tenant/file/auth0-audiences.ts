import { managementAudience } from '../management-api.ts';

const managementApi = /^https:\/\/[a-z0-9.-]+\.auth0\.com\/api\/v2\/$/;
/** My Account and My Organization, which every Auth0 tenant has and exports. */
const otherSystemApi = /^https:\/\/[a-z0-9.-]+\.auth0\.com\/(me|my-org)\/(v1\/)?$/;

/** The Management API of whatever Auth0 tenant a file was exported from means our own. */
export function translateAudience(issuer: string, audience: string): string {
  return managementApi.test(audience) ? managementAudience(issuer) : audience;
}

/** An API of Auth0's own that has no counterpart here. */
export function isForeignSystemApi(audience: string): boolean {
  return otherSystemApi.test(audience);
}
