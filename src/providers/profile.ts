import { localPart, textOf, withoutEmpty } from './claims.ts';
import type { ConnectionOptions, JsonObject, Profile, Provider, RawProfile } from './provider.ts';
import { withoutReservedNames } from './reserved-names.ts';

const textAttributes = [
  'email',
  'name',
  'given_name',
  'family_name',
  'nickname',
  'username',
  'picture',
  'phone_number',
];

/**
 * The root attributes of the user, whatever the IdP answered: reserved names dropped (T-D19), types enforced,
 * `email_verified` true only with proof (T-D13), `name` and `nickname` always there as in Auth0 when anything can stand in.
 */
export function readProfile(provider: Provider, raw: RawProfile, options: ConnectionOptions): Profile {
  const given = withoutReservedNames(withoutEmpty(provider.profile(raw, options)));
  const texts = Object.fromEntries(textAttributes.map((name) => [name, textOf(given[name])]));
  const nickname = texts.nickname ?? texts.username ?? localPart(texts.email);
  return withoutEmpty({
    ...given,
    ...texts,
    email_verified: texts.email === undefined ? undefined : isProof(given.email_verified, provider),
    phone_verified: texts.phone_number === undefined ? undefined : given.phone_verified === true,
    picture: webAddress(texts.picture),
    nickname,
    name: texts.name ?? nickname ?? texts.email,
  } satisfies JsonObject);
}

/** The id that the account keeps for life; undefined refuses the sign-in. At most 255 characters (OpenID Connect Core 1.0 section 2). */
export function readSubject(provider: Provider, raw: RawProfile, options: ConnectionOptions): string | undefined {
  const subject = provider.subject(raw, options);
  // Control characters have no place in an id, and would forge lines in logs. Lone surrogates and U+FFFD are refused
  // because databases store the former as the latter: different ids would become one person.
  return subject !== undefined && /^[^\p{Cc}\p{Cs}\ufffd]{1,255}$/u.test(subject) ? subject : undefined;
}

function isProof(value: unknown, provider: Provider): boolean {
  return value === true || (provider.emailVerifiedIsText === true && value === 'true');
}

// An application puts it into <img src>: nothing but a web address may get there.
function webAddress(value: string | undefined): string | undefined {
  return value !== undefined && /^https?:\/\//i.test(value) && URL.canParse(value) ? value : undefined;
}
