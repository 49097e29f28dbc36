import { fileURLToPath } from 'node:url';

/** The folder that `npm run build` makes of dashboard/: two folders up both from src/app and from dist/server. */
export const builtDashboard = fileURLToPath(new URL('../../dist/dashboard/', import.meta.url));
