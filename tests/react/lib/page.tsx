// Mounting, counting and watching, without a library of tests: what is tested is React itself with the package.
import { StrictMode, type ReactNode } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, expect, vi } from 'vitest';

const roots = new Set<Root>();
const said: string[] = [];
const { error, warn } = console;
console.error = (...all: unknown[]) => (said.push(all.map(String).join(' ')), error(...all));
console.warn = (...all: unknown[]) => (said.push(all.map(String).join(' ')), warn(...all));

afterEach(async () => {
  for (const root of roots) root.unmount();
  roots.clear();
  const heard = said.splice(0);
  // What lingers goes before the next test begins.
  await pause(150);
  expect(heard, 'what React and the package said').toEqual([]);
});

/** For what can only be waited for: that nothing happens any more. */
export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

export function mount(element: ReactNode, { strict = true } = {}) {
  const container = document.body.appendChild(document.createElement('div'));
  const root = createRoot(container);
  roots.add(root);
  const show = (next: ReactNode) => root.render(strict ? <StrictMode>{next}</StrictMode> : next);
  show(element);
  return {
    container,
    show,
    get text() {
      return container.textContent ?? '';
    },
    unmount() {
      root.unmount();
      roots.delete(root);
    },
  };
}

export function until(what: string, probe: () => unknown, timeout = 15_000) {
  return vi.waitFor(
    () => {
      if (!probe()) throw new Error(`${what}: not yet`);
    },
    { timeout, interval: 20 },
  );
}

/** Counts the listeners that are on a store, an event source or the like, by wrapping what adds them. */
export function countListeners<T extends object>(target: T, ...methods: (keyof T)[]) {
  const counts = { now: 0, most: 0 };
  for (const method of methods) {
    const add = (target[method] as (...all: unknown[]) => () => void).bind(target);
    const counting = (...all: unknown[]) => {
      const remove = add(...all);
      if (typeof remove !== 'function') return remove;
      counts.now += 1;
      counts.most = Math.max(counts.most, counts.now);
      let there = true;
      return () => {
        if (there) counts.now -= 1;
        there = false;
        remove();
      };
    };
    Object.defineProperty(target, method, { value: counting, configurable: true });
  }
  return counts;
}
