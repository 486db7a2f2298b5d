import { defineConfig } from 'vite';

// The page of the three libraries, each in a chunk of its own, the SDK from the installed tarball.
export default defineConfig({
  root: new URL('pages', import.meta.url).pathname,
  base: './',
  build: { outDir: new URL('tmp/web', import.meta.url).pathname, emptyOutDir: true, minify: false, target: 'es2022' },
});
