import type { ExportField } from '../../contract/index.ts';

/** What is to be exported, as it stands in the job. */
export interface ExportWish {
  readonly format: 'json' | 'csv';
  readonly connectionId?: string | undefined;
  readonly limit?: number | undefined;
  readonly fields?: readonly ExportField[] | undefined;
}

/** What Auth0 exports when nobody says what. */
const usualFields: readonly ExportField[] = [
  { name: 'user_id', export_as: 'Id' },
  { name: 'given_name', export_as: 'Given Name' },
  { name: 'family_name', export_as: 'Family Name' },
  { name: 'nickname', export_as: 'Nickname' },
  { name: 'name', export_as: 'Name' },
  { name: 'email', export_as: 'Email' },
  { name: 'email_verified', export_as: 'Email Verified' },
  { name: 'picture', export_as: 'Picture' },
  { name: 'identities[0].connection', export_as: 'Connection' },
  { name: 'created_at', export_as: 'Created At' },
  { name: 'updated_at', export_as: 'Updated At' },
];

export function fieldsOf({ fields = usualFields }: ExportWish): readonly ExportField[] {
  return fields;
}
