import type { Application } from '../../app/index.ts';
import { readClientSecret } from '../../tenant/index.ts';
import { configureTenant, listen, openServer } from '../server/start-server.ts';
import { sandboxConfig } from './data-folder.ts';
import { startEmulatedIdps } from './emulated-idps.ts';
import { type ExampleApp, startExampleApp } from './example-app.ts';
import { createLocalCa, type LocalCa } from './local-ca.ts';
import { idpClient, sandboxBackend, sandboxConnections, sandboxTenantFile, sandboxWeb } from './sandbox-tenant.ts';
import { startStrictIdp } from './strict-idp.ts';

export interface SandboxPlan {
  readonly folder: string;
  readonly tls: boolean;
  readonly ports: SandboxPorts;
}

export interface SandboxPorts {
  readonly server: number;
  readonly strict: number;
  readonly google: number;
  readonly github: number;
  readonly example: number;
}

/** A running sandbox: server, three IdPs, an example application. */
export interface Sandbox {
  readonly app: Application;
  /** Base URL without a slash at the end. */
  readonly url: string;
  readonly exampleUrl: string;
  readonly idpUrls: { readonly strict: string; readonly google: string; readonly github: string };
  /** What each IdP answers about the user, by connection. */
  readonly userApis: Readonly<Record<string, string>>;
  readonly web: { readonly clientId: string; readonly clientSecret: string };
  readonly backend: { readonly clientId: string; readonly clientSecret: string };
  readonly ca: LocalCa | undefined;
  close(): Promise<void>;
}

async function secretOf(app: Application, clientId: string) {
  const { secret } = await readClientSecret(app.tenant, clientId);
  return { clientId, clientSecret: secret?.reveal() ?? '' };
}

/** Starts everything, and takes down what stands already when a part cannot start. */
export async function startSandbox({ folder, tls, ports }: SandboxPlan): Promise<Sandbox> {
  const running: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const stop of running.toReversed()) await stop();
  };
  try {
    const url = `${tls ? 'https' : 'http'}://localhost:${ports.server}`;
    const redirectUris = [`${url}/login/callback`];
    const client = { ...idpClient, redirectUris };
    const plain = await sandboxConfig(folder, url, ports.server);
    const ca = tls ? await createLocalCa(folder) : undefined;
    const config = ca ? { ...plain, tls: { key: ca.key, cert: ca.cert } } : plain;
    const strict = await startStrictIdp({ port: ports.strict, directory: folder, ...client });
    running.push(() => strict.close());
    const emulated = await startEmulatedIdps({
      googlePort: ports.google,
      githubPort: ports.github,
      google: client,
      github: client,
    });
    running.push(() => emulated.close());
    const app = await openServer(config);
    running.push(() => app.close());
    const exampleUrl = `http://127.0.0.1:${ports.example}`;
    const endpoints = {
      strict: strict.endpoints,
      'google-oauth2': emulated.google.endpoints,
      github: emulated.github.endpoints,
    };
    const text = sandboxTenantFile({ issuer: config.issuer, exampleUrl, endpoints });
    await configureTenant(app, 'the sandbox', text, {});
    await listen(app, config);
    const web = await secretOf(app, sandboxWeb.clientId);
    const backend = await secretOf(app, sandboxBackend.clientId);
    const userApis = {
      strict: `${strict.apiUrl}/me`,
      'google-oauth2': emulated.google.endpoints.userinfo_endpoint,
      github: emulated.github.endpoints.userinfo_endpoint,
    };
    const example: ExampleApp = await startExampleApp({
      port: ports.example,
      issuer: config.issuer,
      ...web,
      backend,
      connections: sandboxConnections.map(({ name, label }) => ({ name, label })),
      idpApis: {
        strict: [userApis.strict, `${strict.apiUrl}/calendar`],
        'google-oauth2': [userApis['google-oauth2']],
        github: [userApis.github],
      },
      ...(ca && { ca: ca.ca }),
    });
    running.push(() => example.close());
    const idpUrls = { strict: strict.issuer, google: emulated.google.baseUrl, github: emulated.github.baseUrl };
    return { app, url, exampleUrl: example.url, idpUrls, userApis, web, backend, ca, close };
  } catch (error) {
    await close();
    throw error;
  }
}
