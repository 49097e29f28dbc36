import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './global.css';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { allowOwnStyles } from './style-nonce.ts';

allowOwnStyles();
createRoot(document.getElementById('root')!).render(<App />);
