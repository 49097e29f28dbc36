import type { Client } from '../../../tenant/index.ts';
import type { OauthServer } from '../../oauth-server.ts';

/** A token exchange as it was asked for (RFC 8693 section 2.1), its form checked. */
export interface ExchangeRequest {
  readonly client: Client;
  readonly subjectToken: string;
  readonly subjectTokenType: string;
  readonly actor: { readonly token: string; readonly type: string } | undefined;
  readonly audience: string | undefined;
  /** Empty when nothing particular was asked for. */
  readonly scope: readonly string[];
}

/** Who somebody is in `act` and `may_act` (RFC 8693 sections 4.1 and 4.4). */
export interface Party {
  readonly sub: string;
  readonly iss?: string;
}

/** The claim `act`: who acts, and for whom that one acted before. */
export interface Actor extends Party {
  readonly act?: Actor;
}

/** What a policy found out about the subject token. The frame holds the answer to it. */
export interface ExchangeDecision {
  readonly userId: string;
  /** The connection that the user came by: once it is switched off, nothing comes of it any more. */
  readonly connectionId: string;
  /** Milliseconds since 1970. */
  readonly authTime: number;
  /** The session that the subject token came of, if any. */
  readonly sid: string | undefined;
  /** The most that may be given. */
  readonly scope: readonly string[];
  /** Milliseconds since 1970: what is given does not outlive it. */
  readonly subjectExpiresAt: number | undefined;
  /** Who acts now, proven by the actor token; needed when there was one. */
  readonly actor: Party | undefined;
  /** Who acted until now: `act` of the subject token. */
  readonly actedBefore?: Actor;
  /** `may_act` of the subject token: nobody else may act. */
  readonly mayAct?: Party;
}

/** Decides on one kind of subject token: the hook of whoever adds a kind. */
export interface ExchangePolicy {
  /** Whether clients that cannot keep a secret may use it. */
  readonly publicClients: boolean;
  /** @throws {ValetkeyError} `invalid_request` for a token that is not good for it. */
  decide(server: OauthServer, request: ExchangeRequest): Promise<ExchangeDecision>;
}
