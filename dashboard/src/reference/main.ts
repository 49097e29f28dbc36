// The page in the API Explorer's frame. It loads the reference that the server ships and gives it the explorer's token.

interface Reference {
  updateConfiguration: (configuration: Record<string, unknown>) => void;
}

declare const Scalar: { createApiReference: (element: Element, configuration: Record<string, unknown>) => Reference };

const script = '/api/v2/reference/js/scalar.js';

function configurationFor(token: string, scheme: 'light' | 'dark'): Record<string, unknown> {
  return {
    url: '/api/v2/openapi.json',
    layout: 'modern',
    withDefaultFonts: false,
    telemetry: false,
    hideClientButton: true,
    showDeveloperTools: 'never',
    hideDarkModeToggle: true,
    forceDarkModeState: scheme,
    darkMode: scheme === 'dark',
    agent: { disabled: true },
    mcp: { disabled: true },
    persistAuth: false,
    authentication: {
      preferredSecurityScheme: 'managementToken',
      securitySchemes: { managementToken: { flows: { clientCredentials: { token } } } },
    },
  };
}

let reference: Reference | undefined;

function show(token: string, scheme: 'light' | 'dark'): void {
  const configuration = configurationFor(token, scheme);
  if (reference) reference.updateConfiguration(configuration);
  else reference = Scalar.createApiReference(document.getElementById('reference')!, configuration);
}

function load(): Promise<void> {
  return new Promise((resolve, reject) => {
    const element = document.createElement('script');
    element.src = script;
    element.onload = () => resolve();
    element.onerror = () => reject(new Error('The reference could not be loaded.'));
    document.head.append(element);
  });
}

const loaded = load();

addEventListener('message', ({ origin, source, data }: MessageEvent) => {
  if (origin !== location.origin || source !== parent) return;
  const { token, scheme } = data as { token: string; scheme: 'light' | 'dark' };
  void loaded.then(
    () => show(token, scheme),
    (error: Error) => document.getElementById('reference')?.replaceChildren(error.message),
  );
});

parent.postMessage('ready', location.origin);
