import pc from 'picocolors';
import { wantsColour } from '../settings.ts';
import type { Sandbox } from './start-sandbox.ts';

const colours = pc.createColors(wantsColour(process.stdout));

function table(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, text]) => `  ${colours.dim(name.padEnd(width))}  ${text}`);
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The journey in three commands that work when they are pasted: each keeps what the next one needs. */
export function journeyCommands(sandbox: Sandbox, userId: string, connection: string): string[] {
  const curl = sandbox.ca ? `curl -s --cacert ${quote(sandbox.ca.caCertificatePath)}` : 'curl -s';
  const pick = `sed -n 's/.*"access_token":"\\([^"]*\\)".*/\\1/p'`;
  const { clientId, clientSecret } = sandbox.backend;
  return [
    `TOKEN=$(${curl} ${sandbox.url}/oauth/token \\`,
    `  -d grant_type=client_credentials -d client_id=${clientId} \\`,
    `  -d client_secret=${clientSecret} \\`,
    `  -d audience=${sandbox.url}/api/v2/ | ${pick})`,
    '',
    `PROFILE=$(${curl} -H "Authorization: Bearer $TOKEN" \\`,
    `  ${quote(`${sandbox.url}/api/v2/users/${encodeURIComponent(userId)}`)}); echo "$PROFILE"`,
    '',
    `curl -s -H "Authorization: Bearer $(echo "$PROFILE" | ${pick})" \\`,
    `  ${sandbox.userApis[connection]}; echo`,
  ];
}

/** What a person needs to go on, on one screen. */
export function printWelcome(
  sandbox: Sandbox,
  commands: readonly string[],
  { folder, firstStartUrl }: { readonly folder: string; readonly firstStartUrl: string | undefined },
): void {
  const { bold, green, cyan, dim, yellow } = colours;
  const lines = [
    '',
    `  ${green('●')} ${bold('Valetkey')} is running, with identity providers on this machine that need no account.`,
    '',
    ...table([
      ['Click through a sign-in', bold(cyan(sandbox.exampleUrl))],
      // Once, as long as nobody administers it.
      ['Dashboard', firstStartUrl === undefined ? `${sandbox.url}/dashboard/` : bold(cyan(firstStartUrl))],
      ['Server', sandbox.url],
      ['API reference', `${sandbox.url}/api/v2/reference`],
      ['IdPs', `${sandbox.idpUrls.strict} (strict: tokens of 60 s that rotate)`],
      ['', `${sandbox.idpUrls.google} (Google-shaped)`],
      ['', `${sandbox.idpUrls.github} (GitHub-shaped)`],
      ['Data', folder],
    ]),
    '',
    `  ${bold('The journey, to paste into a shell:')} ${dim('a token, the user with the IdP’s token, the IdP’s API')}`,
    '',
    ...commands,
    '',
  ];
  if (sandbox.ca) {
    lines.push(
      `  ${yellow('TLS')}  An SDK trusts this server after: ${bold(`export NODE_EXTRA_CA_CERTS=${sandbox.ca.caCertificatePath}`)}`,
      '',
    );
  }
  lines.push(dim('  Ctrl-C ends it. The whole journey, step by step: npm run journey'), '');
  process.stdout.write(`${lines.join('\n')}\n`);
}
