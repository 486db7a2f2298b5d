// Every link of the documents leads somewhere, and the blocks that are no TypeScript are what they say.
import assert from 'node:assert/strict';
import { access, readFile } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import test from 'node:test';
import { transform } from 'esbuild';
import { blocks, documents, root, textOf } from '../documents.mjs';

const REPOSITORY = /^https:\/\/github\.com\/cemscale\/voip-sdk\/(?:blob|tree)\/main\/(.*)$/;

/** The links of a document, those in code left out. */
function links(text) {
  const prose = text.replace(/^\s*```[^]*?^\s*```/gm, '').replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]()]/g, ' '));
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target);
}

/** A heading as GitHub and npm name its place. */
const placeOf = (heading) =>
  heading.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '').trim().replace(/\s/g, '-');

async function placesIn(file) {
  const text = (await readFile(file, 'utf8')).replace(/^```[^]*?^```/gm, '');
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => placeOf(heading));
}

/** What is wrong with a link to a file of the repository; nothing if it is right. */
async function wrongWith(path, place) {
  const file = join(root, path);
  if (!(await access(file).then(() => true, () => false))) return 'there is no such file';
  if (!place || !path.endsWith('.md')) return undefined;
  return (await placesIn(file)).includes(place) ? undefined : `there is no heading #${place}`;
}

for (const name of documents) {
  test(`every link in ${name} leads to a file and a heading that are there`, async () => {
    const wrong = [];
    for (const link of links(await textOf(name))) {
      const [, onGitHub] = REPOSITORY.exec(link) ?? [];
      if (/^https?:/.test(link) && onGitHub === undefined) continue;
      // npm shows the README without the repository around it.
      if (name === 'pkg-template/README.md' && onGitHub === undefined && !link.startsWith('#')) wrong.push(`${link}: relative, in npm's README`);
      const [path, place] = (onGitHub ?? link).split('#');
      const target = onGitHub === undefined ? normalize(join(dirname(name), path)) : path;
      const why = await wrongWith(path === '' ? name : target, place);
      if (why) wrong.push(`${link}: ${why}`);
    }
    assert.deepEqual(wrong, []);
  });
}

test('the README leads to every page below docs/ and to every example', async () => {
  const led = new Set(links(await textOf('README.md')).map((link) => normalize(link.split('#')[0])));
  const wanted = documents.filter((name) => name.startsWith('docs/'));
  const examples = documents.filter((name) => name.startsWith('examples/')).map((name) => dirname(name));
  assert.deepEqual([...wanted, ...examples].filter((name) => !led.has(name)), []);
});

/** The commands that `cargo xtask` and the examples know. */
const XTASK = (await readFile(join(root, 'xtask/src/args.rs'), 'utf8')).match(/^cargo xtask \w+/gm).map((line) => line.split(' ')[2]);

/** A line of a shell that a reader would type. */
async function command(line, name) {
  const words = line.replace(/\s+#.*$/, '').trim().split(/\s+/).filter((word) => !/^\w+=/.test(word));
  if (words.length === 0) return;
  const [program, first, second] = words;
  if (program === 'cargo' && first === 'xtask') return assert.ok(XTASK.includes(second), `${line}: there is no such command`);
  assert.equal(program, 'npm', `${line}: a program that nobody has looked at`);
  if (first === 'install') return;
  const script = first === 'run' ? second : first;
  const { scripts } = JSON.parse(await readFile(join(root, dirname(name), 'package.json'), 'utf8'));
  assert.ok(script in scripts, `${line}: there is no such script`);
}

/** What is looked at in a block, by its language; TypeScript is compiled in documents.test.mjs. */
const LOOKS = {
  ts: () => {},
  tsx: () => {},
  // A page is run under it in fixtures/cases/pages.test.mjs.
  csp: () => {},
  js: (text) => transform(text, { loader: 'js' }),
  json: (text) => {
    const whole = text.replace(/…/g, '...');
    try {
      JSON.parse(whole);
    } catch {
      // One message a line.
      for (const line of whole.split('\n').filter(Boolean)) JSON.parse(line);
    }
  },
  html: (text) => Promise.all([...text.matchAll(/<script type="module">([^]*?)<\/script>/g)].map(([, script]) => transform(script, { loader: 'js' }))),
  sh: async (text, name) => {
    for (const line of text.split('\n')) await command(line, name);
  },
};
/** Drawings, and lines of other languages, which run nowhere by themselves: by document, how many there are. */
const NOT_RUN = { 'README.md': 1, 'CONTRIBUTING.md': 1 };

test('every block of code says its language and is right in it; what is not run is counted', async (t) => {
  const counts = {};
  const notRun = {};
  for (const name of documents) {
    for (const { language, line, lines } of blocks(await textOf(name))) {
      counts[language] = (counts[language] ?? 0) + 1;
      if (language === 'text') notRun[name] = (notRun[name] ?? 0) + 1;
      else {
        assert.ok(language in LOOKS, `${name}, line ${line}: what is \`${language}\`?`);
        try {
          await LOOKS[language](lines.join('\n'), name);
        } catch (error) {
          throw new Error(`${name}, line ${line}: ${error.message}`);
        }
      }
    }
  }
  t.diagnostic(Object.entries(counts).map(([language, count]) => `${count} ${language}`).join(', '));
  assert.deepEqual(notRun, NOT_RUN);
});
