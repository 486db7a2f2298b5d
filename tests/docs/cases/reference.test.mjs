// The reference of the API: made from what the package ships, with nothing left out.
import assert from 'node:assert/strict';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { reference } from '../reference.mjs';

const here = dirname(dirname(fileURLToPath(import.meta.url)));

test('the reference is made from the shipped declarations, and every export, member, parameter and result is explained', async () => {
  const target = join(here, 'tmp/reference');
  assert.deepEqual(await reference(join(here, '../../pkg-template/out'), target), []);
  for (const page of ['classes/index.VoIPClient.html', 'classes/index.Softphone.html', 'functions/webhooks.parseWebhook.html', 'classes/element.VoipPhoneElement.html']) {
    assert.match(await readFile(join(target, page), 'utf8'), /<h1/);
  }
});

test('what is not explained, not exported, or a link to nothing is told', async () => {
  const folder = join(here, 'tmp/lacking');
  const files = {
    'README.md': '# Lacking',
    'dist/types/src/index.d.ts': `
      interface Hidden {
        member: string;
      }
      /** Explained; see {@link Nowhere}. */
      export interface Options {
        plain: string;
        /** Said. */
        said: Hidden;
      }
      /** Does something. @param one The first. */
      export declare function act(one: string, two: string): number;
      export declare class Bare {
        /** Goes. */
        go(): void;
      }
      export {};`,
    'dist/types/src/webhooks/index.d.ts': '/** A constant. */\nexport declare const one = 1;',
    'dist/types/src/element/index.d.ts': '/** A constant. */\nexport declare const one = 1;',
  };
  await rm(folder, { recursive: true, force: true });
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  const said = (await reference(folder, join(here, 'tmp/lacking-reference'))).join('\n');
  for (const one of [
    /Options\.plain is not explained/,
    /act\.act: @param two is missing/,
    /act\.act: @returns is missing \(number\)/,
    /Bare is not explained/,
    /Nowhere/,
    /Hidden.*not included/,
  ]) assert.match(said, one);
  assert.doesNotMatch(said, /Options\.said is not|@param one is missing/);
});
