import { pagingLimit } from '../contract/index.ts';
import type { Tenant } from '../tenant/index.ts';

/** Another part of the list that was asked for. */
interface ListAddress {
  /** Below the API, as `/logs`. */
  readonly path: string;
  /** What was asked beside the part. */
  readonly query: Readonly<Record<string, unknown>>;
}

type Links = Readonly<Record<string, Readonly<Record<string, string | number>> | undefined>>;

/** RFC 8288: the addresses of other parts by their relation; nothing for a relation that leads nowhere. */
function linkHeader({ issuer }: Tenant, { path, query }: ListAddress, links: Links): { readonly link?: string } {
  const kept = Object.entries(query).filter(([, value]) => value !== undefined);
  const all = Object.entries(links).flatMap(([relation, part]) => {
    if (!part) return [];
    const parameters = new URLSearchParams();
    for (const [name, value] of [...kept, ...Object.entries(part)]) parameters.append(name, String(value));
    return [`<${issuer}api/v2${path}?${parameters}>; rel="${relation}"`];
  });
  return all.length === 0 ? {} : { link: all.join(', ') };
}

/** Links of a page by number: the first, the last that can be asked for, and those beside it where there are any. */
export function linkPages(
  tenant: Tenant,
  address: ListAddress,
  { page, limit, total }: { readonly page: number; readonly limit: number; readonly total: number },
): { readonly link?: string } {
  const last = Math.max(0, Math.ceil(Math.min(total, pagingLimit) / limit) - 1);
  const part = (number: number) => ({ per_page: limit, page: number });
  return linkHeader(tenant, address, {
    first: part(0),
    prev: page > 0 ? part(Math.min(page - 1, last)) : undefined,
    next: page < last ? part(page + 1) : undefined,
    last: part(last),
  });
}

/** The link of a list that is read on from a checkpoint. */
export function linkCheckpoint(
  tenant: Tenant,
  address: ListAddress,
  { from, take }: { readonly from: string | undefined; readonly take: number },
): { readonly link?: string } {
  return linkHeader(tenant, address, { next: from === undefined ? undefined : { from, take } });
}
