// Rendering on a server: what comes out is always the same, and nothing is begun or left behind.
import { StrictMode } from 'react';
import { renderToString } from 'react-dom/server';
import { expect, inject, test } from 'vitest';
import * as React from 'react';
import * as sdk from '@cemscale/voip-sdk';
import { pageOf } from './page.mjs';

const Page = pageOf(React, sdk);

test(`this is React ${inject('version')}`, () => {
  expect(React.version.split('.')[0]).toBe(inject('version'));
});

test('every hook renders on a server, the same each time', () => {
  const html = renderToString(<Page />);
  expect(html).toContain('Offline');
  expect(html).toContain('&quot;isRegistered&quot;:false');
  expect(renderToString(<Page />)).toBe(html);
  expect(renderToString(<StrictMode><Page /></StrictMode>)).toBe(html);
  expect(html).toBe(inject('html'));
});

test('rendering on a server begins nothing: no request, no socket, no timer', () => {
  const begun: string[] = [];
  const { fetch, setTimeout, setInterval } = globalThis;
  const WebSocket = (globalThis as { WebSocket?: unknown }).WebSocket;
  Object.assign(globalThis, {
    fetch: () => begun.push('fetch'),
    WebSocket: class { constructor() { begun.push('socket'); } },
    setTimeout: (...all: Parameters<typeof setTimeout>) => (begun.push('timeout'), setTimeout(...all)),
    setInterval: (...all: Parameters<typeof setInterval>) => (begun.push('interval'), setInterval(...all)),
  });
  try {
    renderToString(<Page />);
  } finally {
    Object.assign(globalThis, { fetch, setTimeout, setInterval, WebSocket });
  }
  expect(begun).toEqual([]);
});
