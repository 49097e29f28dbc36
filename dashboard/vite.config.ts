import react from '@vitejs/plugin-react';
import mantine from 'postcss-preset-mantine';
import { defineConfig } from 'vite';
import { endpointTable } from './endpoint-table.ts';

export default defineConfig({
  root: import.meta.dirname,
  base: '/dashboard/',
  // The server puts a fresh nonce in its place with every answer (src/app/http/dashboard-files.ts).
  html: { cspNonce: 'VALETKEY_NONCE' },
  plugins: [react(), endpointTable()],
  css: { postcss: { plugins: [mantine()] } },
  build: {
    target: 'es2023',
    emptyOutDir: true,
    // The policy allows no data: address but for pictures.
    assetsInlineLimit: 0,
    // The second page is what the API Explorer shows in a frame.
    rolldownOptions: { input: ['index.html', 'reference.html'].map((name) => `${import.meta.dirname}/${name}`) },
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1_000,
  },
});
