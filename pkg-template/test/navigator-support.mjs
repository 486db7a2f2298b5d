/** Puts `value` in the place of the host's `navigator`, which Node 20 has not, until the test `t` is over. */
export function replaceNavigator(t, value) {
  const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  Object.defineProperty(globalThis, 'navigator', { value, configurable: true });
  t.after(() => {
    if (before) Object.defineProperty(globalThis, 'navigator', before);
    else delete globalThis.navigator;
  });
}
