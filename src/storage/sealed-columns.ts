/** A column whose values begin with a wrapped data key, and so with the id of the key that wrapped it. */
export interface SealedColumn {
  readonly table: string;
  readonly column: string;
  /** The primary key: one column of text. */
  readonly key: string;
  /** More columns of the row that the authenticated context is made of. */
  readonly context?: readonly string[];
  /** A row of another table that the context is made of too: the column that both share, and what is read of it. */
  readonly owner?: { readonly table: string; readonly by: string; readonly context: readonly string[] };
  /** Where the key's id stands beside the value too, with an index. */
  readonly keyIdColumn?: string;
  /** The row ends by itself at this time: it is waited for, not wrapped anew. */
  readonly expiresColumn?: string;
}

/**
 * Everything that is sealed with a key-encryption key. Rotation goes through this list, a key is retired only when
 * nothing here needs it, and a test compares it with the schema. To add a column: an entry here, and unless it ends by
 * itself its context in vault/keys/sealed-contexts.ts.
 */
export const sealedColumns = {
  'secrets.sealed': { table: 'secrets', column: 'sealed', key: 'name' },
  'connections.options_sealed': { table: 'connections', column: 'options_sealed', key: 'connection_id' },
  'clients.secret_sealed': { table: 'clients', column: 'secret_sealed', key: 'client_id' },
  'signing_keys.private_sealed': { table: 'signing_keys', column: 'private_sealed', key: 'kid' },
  'idp_tokens.wrapped_key': {
    table: 'idp_tokens',
    column: 'wrapped_key',
    key: 'identity_id',
    context: ['version'],
    owner: {
      table: 'identities',
      by: 'identity_id',
      context: ['user_id', 'connection_id', 'issuer', 'subject'],
    },
    keyIdColumn: 'key_id',
  },
  'idp_revocations.sealed': {
    table: 'idp_revocations',
    column: 'sealed',
    key: 'revocation_id',
    context: ['connection_id', 'binding'],
    keyIdColumn: 'key_id',
  },
  'forgotten_connections.options_sealed': {
    table: 'forgotten_connections',
    column: 'options_sealed',
    key: 'connection_id',
  },
  'webhooks.secret_sealed': { table: 'webhooks', column: 'secret_sealed', key: 'webhook_id', context: ['url'] },
  'job_parts.sealed': { table: 'job_parts', column: 'sealed', key: 'part_id', keyIdColumn: 'key_id' },
  'login_transactions.sealed': {
    table: 'login_transactions',
    column: 'sealed',
    key: 'transaction_hash',
    expiresColumn: 'expires_at',
  },
  'pushed_requests.sealed': {
    table: 'pushed_requests',
    column: 'sealed',
    key: 'request_hash',
    expiresColumn: 'expires_at',
  },
} as const satisfies Record<string, SealedColumn>;

export type SealedColumnName = keyof typeof sealedColumns;
export const sealedColumnNames = Object.keys(sealedColumns) as SealedColumnName[];

/** Those that rotation wraps anew. */
export type LastingColumnName = {
  [Name in SealedColumnName]: (typeof sealedColumns)[Name] extends { expiresColumn: string } ? never : Name;
}[SealedColumnName];

export function describeSealedColumn(name: SealedColumnName): SealedColumn {
  return sealedColumns[name];
}

export const lastingColumnNames = sealedColumnNames.filter(
  (name): name is LastingColumnName => describeSealedColumn(name).expiresColumn === undefined,
);

/** Columns of bytes that carry no wrapped data key of their own, and why. */
export const otherByteColumns: Readonly<Record<string, string>> = {
  'idp_tokens.access_token': 'sealed with the data key in idp_tokens.wrapped_key',
  'idp_tokens.refresh_token': 'sealed with the data key in idp_tokens.wrapped_key',
  'idp_tokens.id_token': 'sealed with the data key in idp_tokens.wrapped_key',
  'sealing_keys.canary': 'sealed with the key of its row, and removed with it',
};
