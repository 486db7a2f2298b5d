// A page that a server has rendered is taken over by the browser: nothing differs, nothing is rendered anew.
import * as React from 'react';
import { hydrateRoot } from 'react-dom/client';
import { expect, inject, test } from 'vitest';
import * as sdk from '@cemscale/voip-sdk';
import { pause, until } from '../lib/page';
import { FakeApi } from '../lib/servers';
import { pageOf } from './page.mjs';

async function hydrate(Page: () => React.ReactNode) {
  const container = document.body.appendChild(document.createElement('div'));
  container.innerHTML = inject('html');
  const nodes = [...container.querySelectorAll('p')];
  const recovered: unknown[] = [];
  const root = hydrateRoot(container, <React.StrictMode><Page /></React.StrictMode>, { onRecoverableError: (error) => recovered.push(error) });
  await pause(100);
  return { container, nodes, recovered, root };
}

test(`this is React ${inject('version')}`, () => {
  expect(React.version.split('.')[0]).toBe(inject('version'));
});

test('a page with every hook is hydrated without a mismatch and then goes on with what is there', async () => {
  const api = new FakeApi();
  api.answers['/api/calls/active'] = { calls: [], total: 0 };
  let voip: sdk.UseVoIPResult | undefined;
  const Page = pageOf(React, sdk, { client: api.options }, (result) => (voip = result));
  const { container, nodes, recovered, root } = await hydrate(Page);
  expect(recovered).toEqual([]);
  expect([...container.querySelectorAll('p')]).toEqual(nodes);
  await voip!.login({ username: '1001', password: 'x', tenantId: 'acme' });
  await until('it goes on', () => container.querySelector('p')!.textContent!.includes('"status":"available"'));
  expect([...container.querySelectorAll('p')]).toEqual(nodes);

  // Another part of the page is taken over when all of that is known already: it begins with what the server has
  // rendered all the same.
  const later = await hydrate(Page);
  expect(later.recovered).toEqual([]);
  expect([...later.container.querySelectorAll('p')]).toEqual(later.nodes);
  expect(later.container.querySelector('p')!.textContent).toContain('"status":"available"');
  later.root.unmount();
  root.unmount();
  await until('nothing is open', () => api.open.length === 0);
});

test('another page than the one that was rendered is found out', async () => {
  const { error } = console;
  console.error = () => {};
  const { recovered, root } = await hydrate(() => <p>something else</p>);
  console.error = error;
  expect(recovered.length).toBeGreaterThan(0);
  root.unmount();
});
