import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { selfSigned } from '../idps/certificate.ts';

const program = createRequire(import.meta.url).resolve('auth0-deploy-cli/lib/index.js');

export interface DeployCli {
  /** Runs `a0deploy export` and gives the YAML that it wrote. */
  export(): Promise<string>;
  /**
   * Runs `a0deploy import` on this YAML with a token that is there already: the CLI thinks for so long between its first
   * two requests that on a busy machine the connection of the first is gone.
   */
  import(yaml: string, token: string): Promise<string>;
  remove(): Promise<void>;
}

export interface DeployCliOptions {
  readonly domain: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Values of the keywords that an export puts in the place of secrets. */
  readonly keywords?: Record<string, string>;
}

/** Auth0's Deploy CLI, unchanged, in a process of its own, with its documented settings. */
export async function createDeployCli({
  domain,
  clientId,
  clientSecret,
  keywords = {},
}: DeployCliOptions): Promise<DeployCli> {
  const folder = await mkdtemp(join(tmpdir(), 'valetkey-deploy-cli-'));
  const certificate = join(folder, 'ca.pem');
  await writeFile(certificate, selfSigned.cert);
  const settings = {
    AUTH0_DOMAIN: domain,
    AUTH0_CLIENT_ID: clientId,
    AUTH0_CLIENT_SECRET: clientSecret,
    AUTH0_KEYWORD_REPLACE_MAPPINGS: keywords,
  };
  const config = join(folder, 'config.json');
  const env = { PATH: process.env.PATH, NODE_EXTRA_CA_CERTS: certificate, NO_COLOR: '1' };

  function run(...args: string[]): Promise<string> {
    return new Promise((resolve, reject) => {
      const all = [program, ...args, `--config_file=${config}`];
      execFile(process.execPath, all, { env, cwd: folder }, (error, stdout, stderr) =>
        error ? reject(new Error(`a0deploy ${args[0]}: ${stdout}\n${stderr}`)) : resolve(`${stdout}\n${stderr}`),
      );
    });
  }

  return {
    async export() {
      const output = join(folder, 'export');
      await rm(output, { recursive: true, force: true });
      await writeFile(config, JSON.stringify(settings));
      await run('export', '--format=yaml', `--output_folder=${output}`);
      return readFile(join(output, 'tenant.yaml'), 'utf8');
    },
    async import(yaml, token) {
      const input = join(folder, 'input.yaml');
      await writeFile(input, yaml);
      await writeFile(config, JSON.stringify({ ...settings, AUTH0_ACCESS_TOKEN: token }));
      return run('import', `--input_file=${input}`);
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
