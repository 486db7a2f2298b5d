// The presence store by itself: identity, who is told and how often, and what many changes cost.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { PresenceNews } from '../out/dist/client-core.js';
import { Listeners } from '../out/dist/base.js';
import { sdk } from './support.mjs';

function made() {
  const state = { entries: new Map(), listeners: new Listeners() };
  const store = new sdk.PresenceStore(state);
  const news = new PresenceNews(state);
  const apply = (deltas) => news.apply(deltas);
  return { store, apply, set: (extension, status) => apply([[extension, { extension, status }]]) };
}

/** Until the listener has been called. */
const told = (store) =>
  new Promise((resolve) => {
    const stop = store.subscribe(() => {
      stop();
      resolve();
    });
  });

test('a change is told at once, those of the same frame together, and the newest value is read at any time', async () => {
  const { store, set } = made();
  const seen = [];
  let all = 0;
  store.subscribe('1001', () => seen.push(store.get('1001').status));
  store.subscribe(() => all++);
  // On a busy machine a frame may pass between two lines.
  const { performance } = globalThis;
  const now = performance.now();
  Object.defineProperty(globalThis, 'performance', { value: { now: () => now }, configurable: true, writable: true });
  let rest;
  try {
    set('1001', 'ringing');
    assert.deepEqual([seen, all], [['ringing'], 1]);
    rest = told(store);
    for (const status of ['busy', 'away', 'busy', 'available']) {
      set('1001', status);
      assert.equal(store.get('1001').status, status);
      assert.equal(store.getSnapshot()['1001'].status, status);
    }
  } finally {
    globalThis.performance = performance;
  }
  await rest;
  assert.deepEqual([seen, all], [['ringing', 'available'], 2]);
});

test('in a tab whose timers stand still, listeners are told as long as changes come', () => {
  const { store, set } = made();
  const { setTimeout, performance } = globalThis;
  let now = 1000;
  let heard = 0;
  store.subscribe(() => heard++);
  globalThis.setTimeout = () => 1;
  Object.defineProperty(globalThis, 'performance', { value: { now: () => now }, configurable: true, writable: true });
  try {
    for (let i = 0; i < 1000; i++, now++) set('1001', i % 2 ? 'busy' : 'available');
  } finally {
    globalThis.setTimeout = setTimeout;
    globalThis.performance = performance;
  }
  assert.equal(heard, Math.ceil(1000 / 16));
});

test('a snapshot is the same object until something changes, and so is each entry', () => {
  const { store, apply, set } = made();
  assert.equal(store.getSnapshot(), store.getServerSnapshot());
  apply([['1001', { extension: '1001', status: 'busy' }], ['1002', { extension: '1002', status: 'offline' }]]);
  const [first, bob] = [store.getSnapshot(), store.get('1002')];
  assert.equal(store.getSnapshot(), first);
  set('1001', 'available');
  assert.notEqual(store.getSnapshot(), first);
  assert.equal(first['1001'].status, 'busy');
  assert.equal(store.getSnapshot()['1002'], bob);
  apply([['1001']]);
  assert.deepEqual(Object.keys(store.getSnapshot()), ['1002']);
  assert.equal(store.get('1001'), undefined);
  assert.ok(Object.isFrozen(first) && Object.isFrozen(bob));
  apply([]);
  assert.deepEqual(Object.keys(store.getServerSnapshot()), []);
});

test('names that objects inherit are extensions like any other', () => {
  const { store, set } = made();
  for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
    assert.equal(store.get(name), undefined);
    assert.equal(store.getSnapshot()[name], undefined);
  }
  set('__proto__', 'busy');
  assert.equal(store.get('__proto__').status, 'busy');
  assert.deepEqual(Object.keys(store.getSnapshot()), ['__proto__']);
  assert.equal(store.getSnapshot()['status'], undefined);
  assert.equal({}.status, undefined);
});

test('a listener for one extension hears of that one alone', async () => {
  const { store, apply, set } = made();
  const heard = [];
  for (const extension of ['1001', '1002', '1003']) store.subscribe(extension, () => heard.push(extension));
  set('1002', 'busy');
  assert.deepEqual(heard, ['1002']);
  const rest = told(store);
  apply([['1001', { extension: '1001', status: 'busy' }]]);
  await rest;
  assert.deepEqual(heard, ['1002', '1001']);
});

test('a subscription that has ended is not called, not even by the round in which it ends', () => {
  const { store, apply } = made();
  const heard = [];
  const listener = () => heard.push('same');
  const first = store.subscribe('1001', listener);
  store.subscribe('1001', listener);
  let third;
  store.subscribe('1001', () => third());
  third = store.subscribe('1001', () => heard.push('ended'));
  first();
  first();
  apply([['1001', { extension: '1001', status: 'busy' }]]);
  assert.deepEqual(heard, ['same']);
});

test('a listener that subscribes anew each time is called once a round', () => {
  const { store, set } = made();
  let heard = 0;
  const again = () => {
    heard++;
    stop();
    stop = store.subscribe('1001', again);
  };
  let stop = store.subscribe('1001', again);
  set('1001', 'busy');
  assert.equal(heard, 1);
});

test('a change among 10,000 extensions costs no copy of all of them', () => {
  const { store, apply, set } = made();
  apply(Array.from({ length: 10_000 }, (_, i) => [`${10_000 + i}`, { extension: `${10_000 + i}`, status: 'offline' }]));
  for (let i = 0; i < 10_000; i++) store.subscribe(`${10_000 + i}`, () => {});
  const begin = performance.now();
  for (let i = 0; i < 20_000; i++) set(`${10_000 + (i % 10_000)}`, i % 2 ? 'busy' : 'available');
  const each = (performance.now() - begin) / 20_000;
  // A copy costs half a millisecond; this machine needs about a thousandth of that.
  assert.ok(each < 0.05, `${each} ms for a change`);
});
