import { tokenRequest } from '../load/token-requests.ts';
import { startServer } from '../measure/server-process.ts';
import { median } from '../measure/statistics.ts';
import { twoDigits, withSpread } from '../report/numbers.ts';
import { startBroker } from '../world/start-broker.ts';
import { compare, compareRates, formatRates, rateColumns } from './compare-rates.ts';
import { type Part, usualSize } from './part.ts';

const connections = 16;
const warmUp = 10_000;
const names = { valetkey: 'Valetkey', minimal: 'minimal Fastify + jose', provider: 'oidc-provider 9.13.3' };
const targets = { minimal: 0.85, provider: 1.2 };

/** (a) Client-credentials tokens a second. */
export const measureTokens: Part = async ({ options, worlds }) => {
  const world = worlds.get(usualSize)!;
  const broker = await startBroker(world, options.profile);
  const minimal = await startServer({ program: 'minimal-tokens.ts' });
  const provider = await startServer({ program: 'oidc-provider.ts' });
  const rates = await compareRates(
    '(a) tokens',
    [
      { name: names.valetkey, server: broker, connections, requests: [tokenRequest(world)] },
      { name: names.minimal, server: minimal, connections, requests: [tokenRequest()] },
      { name: names.provider, server: provider, connections, requests: [tokenRequest()] },
    ],
    warmUp,
    options,
  );
  await Promise.all([broker.stop(), minimal.stop(), provider.stop()]);
  const figure = (rival: 'minimal' | 'provider') => {
    const measured = compare(rates, names.valetkey, names[rival]);
    return {
      what: `(a) client-credentials tokens, of ${names[rival]}`,
      measured: withSpread(measured, twoDigits),
      target: `≥ ${targets[rival]}`,
      holds: median(measured) >= targets[rival],
    };
  };
  return {
    title: '(a) Client-credentials tokens (JWT, RS256 with 2048 bits)',
    figures: [figure('minimal'), figure('provider')],
    columns: rateColumns,
    rows: formatRates(rates, names.valetkey),
  };
};
