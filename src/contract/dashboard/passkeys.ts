import { z } from 'zod';

const base64url = z.string().regex(/^[A-Za-z0-9_-]+$/, 'Expected base64url');
const transports = z.array(z.enum(['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb']));
const descriptor = z.object({ id: z.string(), type: z.string(), transports: z.array(z.string()).optional() });

/** What the browser is asked for: PublicKeyCredentialRequestOptionsJSON (Web Authentication Level 3 section 5.1.9). */
export const passkeyRequest = z
  .object({
    challenge: z.string(),
    timeout: z.int().optional(),
    rpId: z.string().optional(),
    allowCredentials: z.array(descriptor).optional(),
    userVerification: z.enum(['required', 'preferred', 'discouraged']).optional(),
  })
  .describe('Options for navigator.credentials.get(), in JSON.')
  .meta({ id: 'PasskeyRequest' });

/** PublicKeyCredentialCreationOptionsJSON (Web Authentication Level 3 section 5.1.8). */
export const passkeyCreation = z
  .object({
    rp: z.object({ name: z.string(), id: z.string().optional() }),
    user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
    challenge: z.string(),
    pubKeyCredParams: z.array(z.object({ alg: z.int(), type: z.literal('public-key') })),
    timeout: z.int().optional(),
    excludeCredentials: z.array(descriptor).optional(),
    authenticatorSelection: z
      .object({
        residentKey: z.enum(['required', 'preferred', 'discouraged']).optional(),
        requireResidentKey: z.boolean().optional(),
        userVerification: z.enum(['required', 'preferred', 'discouraged']).optional(),
      })
      .optional(),
    attestation: z.enum(['none', 'indirect', 'direct', 'enterprise']).optional(),
  })
  .describe('Options for navigator.credentials.create(), in JSON.')
  .meta({ id: 'PasskeyCreation' });

const extensionResults = z.looseObject({}).optional();
const attachment = z.enum(['cross-platform', 'platform']).optional();

/** What the browser answers at sign-in: AuthenticationResponseJSON. */
export const passkeyAssertion = z
  .object({
    id: base64url.max(2048),
    rawId: base64url.max(2048),
    type: z.literal('public-key'),
    response: z.object({
      clientDataJSON: base64url.max(8192),
      authenticatorData: base64url.max(8192),
      signature: base64url.max(8192),
      userHandle: z.string().max(256).optional(),
    }),
    authenticatorAttachment: attachment,
    clientExtensionResults: extensionResults,
  })
  .describe('What navigator.credentials.get() gave, in JSON.')
  .meta({ id: 'PasskeyAssertion' });

/** What the browser answers when it made a passkey: RegistrationResponseJSON. */
export const passkeyAttestation = z
  .object({
    id: base64url.max(2048),
    rawId: base64url.max(2048),
    type: z.literal('public-key'),
    response: z.object({
      clientDataJSON: base64url.max(8192),
      attestationObject: base64url.max(65_536),
      transports: transports.optional(),
    }),
    authenticatorAttachment: attachment,
    clientExtensionResults: extensionResults,
  })
  .describe('What navigator.credentials.create() gave, in JSON.')
  .meta({ id: 'PasskeyAttestation' });

export type PasskeyAssertion = z.infer<typeof passkeyAssertion>;
export type PasskeyAttestation = z.infer<typeof passkeyAttestation>;
