import type { ClientRecord } from '../storage/index.ts';

/** The client with this id or, as people write it, this name; `refuse` is told when there is none or more than one. */
export function findReferred(
  clients: readonly ClientRecord[],
  reference: string,
  refuse: (text: string) => void,
): ClientRecord | undefined {
  const byId = clients.find((client) => client.clientId === reference);
  if (byId) return byId;
  const byName = clients.filter((client) => client.settings.name === reference);
  if (byName.length === 1) return byName[0];
  refuse(byName.length === 0 ? 'no client has this name or id' : 'several clients have this name: give the client id');
  return undefined;
}
