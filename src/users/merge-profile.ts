import { ValetkeyError } from '../base/index.ts';
import type { ConnectionOptions, Profile } from '../providers/index.ts';

type Attributes = Record<string, unknown>;

/** What `set_user_root_attributes` is about in Auth0; everything else, e-mail above all, is always the IdP's word. */
export const governedAttributes = ['name', 'given_name', 'family_name', 'nickname', 'picture'];

function pick(attributes: Attributes, wanted: (name: string) => boolean): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => wanted(name)));
}

/** Whether somebody who is not known here gets a user: not with `never_on_login`. */
export function createsUsers(options: ConnectionOptions): boolean {
  return options.set_user_root_attributes !== 'never_on_login';
}

/** Characters of JSON: lists read a hundred users at a time, so one user cannot be a megabyte. */
const largestProfile = 128 * 1024;

/**
 * The root attributes after a sign-in. Attributes that the IdP does not give any more are dropped, as they are the
 * IdP's, not ours; the governed ones follow it on each login unless the connection says otherwise.
 * @param known what is kept, undefined at the first sign-in
 * @throws {ValetkeyError} `idp_answer_invalid` when there is too much of it.
 */
export function mergeProfile(known: Attributes | undefined, given: Profile, options: ConnectionOptions): Attributes {
  const unwanted = Array.isArray(options.non_persistent_attrs) ? options.non_persistent_attrs : [];
  const wanted = pick(given, (name) => !unwanted.includes(name));
  if (JSON.stringify(wanted).length > largestProfile) {
    throw new ValetkeyError('idp_answer_invalid', { detail: `profile: more than ${largestProfile} characters` });
  }
  if (known === undefined || (options.set_user_root_attributes ?? 'on_each_login') === 'on_each_login') return wanted;
  return {
    ...pick(wanted, (name) => !governedAttributes.includes(name)),
    ...pick(known, (name) => governedAttributes.includes(name)),
  };
}

/** How people know this user: for the log, never for a look-up. */
export function userNameOf(profile: Profile): string | undefined {
  return [profile.email, profile.name, profile.nickname].find((name) => typeof name === 'string');
}
