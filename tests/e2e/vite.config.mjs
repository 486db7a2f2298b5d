import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// The test pages, built from the installed tarball; served by the development server below /harness/.
export default defineConfig({
  root: new URL('pages', import.meta.url).pathname,
  base: '/harness/',
  plugins: [react()],
  build: {
    outDir: new URL('tmp/web/harness', import.meta.url).pathname,
    emptyOutDir: true,
    minify: false,
    rollupOptions: { input: ['harness.html', 'widget.html', 'strict-mode.html', 'tabs.html', 'shared-events.html', 'board.html', 'element.html'].map((name) => new URL(`pages/${name}`, import.meta.url).pathname) },
  },
});
