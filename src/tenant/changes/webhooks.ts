import type { WebhookSettings } from '../../contract/index.ts';
import { listWebhooks, removeWebhook, saveWebhook, type WebhookRecord } from '../../storage/index.ts';
import { openWebhookSecret, sealWebhookSecret, toWebhook } from '../webhooks.ts';
import type { Path } from './report.ts';
import { type Run, saveChange } from './run.ts';

interface WantedWebhook {
  readonly url: string;
  readonly events: readonly string[] | undefined;
  readonly secret: string;
}

function readStored({ tenant }: Run, records: readonly WebhookRecord[]): Map<string, WantedWebhook> {
  return new Map(
    records.map((record) => {
      const secret = openWebhookSecret(tenant, toWebhook(record)).reveal();
      return [record.url, { url: record.url, events: record.events, secret }];
    }),
  );
}

/** What shall be, with stored secrets where the file gives none; undefined for what was refused. */
function readWanted(run: Run, path: Path, given: readonly WebhookSettings[], stored: Map<string, WantedWebhook>) {
  return given.map(({ url, events, secret = stored.get(url)?.secret }, index): WantedWebhook | undefined => {
    const place = [...path, index];
    const problem = run.checkUrl(url);
    if (problem !== undefined) run.report.refuse([...place, 'url'], problem);
    else if (secret === undefined)
      run.report.refuse([...place, 'secret'], 'is needed: no secret is stored for this address');
    else return { url, events, secret };
    return undefined;
  });
}

/** Makes the webhooks exactly those of the file; one that is not in it any more is told nothing more. */
export async function applyWebhooks(
  run: Run,
  path: Path,
  given: readonly WebhookSettings[] | undefined,
): Promise<void> {
  if (!given) return;
  const { tenant, db } = run;
  const records = await listWebhooks(db);
  const stored = readStored(run, records);
  const wanted = readWanted(run, path, given, stored).filter((webhook) => webhook !== undefined);
  if (wanted.length < given.length) return;
  const inOrder = (webhooks: Iterable<WantedWebhook>) => [...webhooks].toSorted((a, b) => (a.url < b.url ? -1 : 1));
  const change = { section: 'tenant', name: 'webhooks' } as const;
  await saveChange(run, change, inOrder(stored.values()), inOrder(wanted), async () => {
    const now = tenant.clock.now();
    for (const { webhookId, url } of records) {
      if (!wanted.some((webhook) => webhook.url === url)) await removeWebhook(db, webhookId, now);
    }
    for (const { url, events, secret } of wanted) {
      const webhookId = records.find((record) => record.url === url)?.webhookId ?? `whk_${tenant.ids.alphanumeric(16)}`;
      const secretSealed = sealWebhookSecret(tenant, webhookId, url, secret);
      await saveWebhook(db, { webhookId, url, events: events && [...events], secretSealed }, now);
    }
  });
}
