// One suite, twice: the folder of each React is the root, and what the tests import is looked for there.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { playwright } from '@vitest/browser-playwright';
import { flags } from '../e2e/lib/flags.mjs';
import { pageOf } from './suite/page.mjs';

const OURS = ['react', 'react-dom', '@cemscale/voip-sdk'];

/** What a server makes of the page that the browser takes over afterwards. */
function rendered(root) {
  const require = createRequire(join(root, 'package.json'));
  const React = require('react');
  const { renderToString } = require('react-dom/server');
  return renderToString(React.createElement(pageOf(React, require('@cemscale/voip-sdk'))));
}

/** The projects of a run: for each version one in Chromium and one in Node. */
export async function projectsOf({ here, versions, microphone, users, admins }) {
  const executablePath = process.env.VOIP_CHROMIUM || '/usr/bin/chromium';
  return versions.flatMap((version) => {
    const root = join(here, `react-${version}`);
    const common = {
      extends: false,
      root,
      cacheDir: join(here, `tmp/vite-${version}`),
      resolve: { dedupe: OURS },
      oxc: { jsx: { runtime: 'automatic' } },
    };
    const test = { dir: join(here, 'suite'), testTimeout: 30_000, hookTimeout: 30_000, fileParallelism: false };
    return [
      {
        ...common,
        server: { fs: { allow: [join(here, '..')] } },
        optimizeDeps: {
          include: ['react', 'react/jsx-runtime', 'react/jsx-dev-runtime', 'react-dom', 'react-dom/client', '@cemscale/voip-sdk'],
        },
        test: {
          ...test,
          name: `react ${version} in a browser`,
          include: ['**/*.test.tsx'],
          provide: { version, users: users[version], admin: admins[version], html: rendered(root) },
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: {
                executablePath,
                args: ['--headless=new', ...flags({ microphone })],
              },
              contextOptions: { permissions: ['microphone'] },
            }),
            instances: [{ browser: 'chromium', name: `react ${version}` }],
          },
        },
      },
      {
        ...common,
        test: { ...test, name: `react ${version} on a server`, include: ['**/*.server.tsx'], environment: 'node', provide: { version, html: rendered(root) } },
      },
    ];
  });
}
