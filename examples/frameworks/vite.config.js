import { svelte } from '@sveltejs/vite-plugin-svelte';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

const server = process.env.VOIP_SERVER ?? 'http://127.0.0.1:8080';

export default defineConfig({
  base: './',
  plugins: [vue(), svelte()],
  build: { rollupOptions: { input: ['javascript.html', 'vue.html', 'svelte.html'] } },
  server: { proxy: { '/api': server, '/ws': { target: server, ws: true }, '/sip': { target: server, ws: true } } },
});
