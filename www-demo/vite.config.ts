import react from '@vitejs/plugin-react';
import { defineConfig, loadEnv } from 'vite';

// `npm run dev` serves the page from a port of its own; the development server answers the rest.
export default defineConfig(({ mode }) => {
  const server = loadEnv(mode, '.', 'VOIP_')['VOIP_DEMO_SERVER'] ?? 'http://127.0.0.1:3000';
  return {
    plugins: [react()],
    server: {
      proxy: {
        '/api': server,
        '/health': server,
        '/ws': { target: server, ws: true },
        '/sip': { target: server, ws: true },
      },
    },
  };
});
