// The page in the API Explorer's frame. It loads the reference that the server ships and gives it the explorer's token.
import './reference.css';

type Json = Record<string, unknown>;

declare const Scalar: { createApiReference: (element: Element, configuration: Json) => unknown };

interface Told {
  readonly token: string;
  readonly scheme: 'light' | 'dark';
}

const place = document.getElementById('reference')!;

function loadLibrary(): Promise<void> {
  return new Promise((resolve, reject) => {
    const element = document.createElement('script');
    element.src = '/api/v2/reference/js/scalar.js';
    element.onload = () => resolve();
    element.onerror = () => reject(new Error('The reference could not be loaded.'));
    document.head.append(element);
  });
}

/** Here the token is there already, so that its type is bearer and not the flow that would fetch one. */
async function loadDescription(): Promise<Json> {
  const text = await (await fetch('/api/v2/openapi.json')).text();
  // A name that has room beside its label on a phone.
  const description = JSON.parse(text.replaceAll('"managementToken"', '"token"')) as { components: Json };
  const securitySchemes = { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } };
  return { ...description, components: { ...description.components, securitySchemes } };
}

const library = loadLibrary();
const description = loadDescription();

function configurationFor(content: Json, { token, scheme }: Told): Json {
  return {
    content,
    // A list to unfold: beside it, in the dashboard, there is no room for another list at the side.
    layout: 'classic',
    withDefaultFonts: false,
    telemetry: false,
    hideModels: true,
    hiddenClients: true,
    documentDownloadType: 'none',
    hideClientButton: true,
    showDeveloperTools: 'never',
    hideDarkModeToggle: true,
    forceDarkModeState: scheme,
    darkMode: scheme === 'dark',
    agent: { disabled: true },
    mcp: { disabled: true },
    persistAuth: false,
    authentication: {
      preferredSecurityScheme: 'token',
      securitySchemes: { token: { token } },
    },
  };
}

async function show(told: Told): Promise<void> {
  try {
    const [content] = await Promise.all([description, library]);
    Scalar.createApiReference(place, configurationFor(content, told));
  } catch (error) {
    place.textContent = error instanceof Error ? error.message : 'The reference could not be loaded.';
  }
}

addEventListener('message', function hear({ origin, source, data }: MessageEvent) {
  if (origin !== location.origin || source !== parent) return;
  removeEventListener('message', hear);
  void show(data as Told);
});

parent.postMessage('ready', location.origin);
