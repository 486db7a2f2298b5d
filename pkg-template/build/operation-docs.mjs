// What the documentation of an operation says beyond its row in the table: the parameters and the result that are told by
// their types. What the row says itself stays as it is.

const OPTIONS = '@param options For this request alone: signal, limits, headers.';

/** The comment of an operation; `answer` are the members of what it answers with. */
export function documentation({ doc, name, params, answer }, members) {
  const tags = [];
  const [, input] = /\bparams\??: (\w+)/.exec(params) ?? [];
  if (input) tags.push(`@param params ${inputOf(name, input)}`);
  tags.push(OPTIONS);
  if (!doc.includes('@returns')) tags.push(`@returns ${resultOf(name, answer, members)}`);
  return inserted(doc, tags);
}

/** The comment of an operation's `iterate…` twin, which takes the same parameters. */
export function iteratorDocumentation({ doc, name, twin, input }) {
  const first = `Goes through all pages of \`${name}\`, each fetched when it is reached: \`for await (const item of client.${twin}(…))\`.`;
  const own = doc.split('\n').filter((line) => line.includes(' @param '));
  const lines = [`   * ${first}`, ...own, `   * @param params ${inputOf(name, input)}`, `   * ${OPTIONS}`, '   * @returns The items, one after the other.'];
  return `  /**\n${lines.join('\n')}\n   */\n`;
}

function inputOf(name, type) {
  if (/^(?:list|export)/.test(name)) return `Which of them: the fields of {@link ${type}}.`;
  if (name.startsWith('update')) return `What is to change: fields of {@link ${type}}.`;
  return `The fields of {@link ${type}}.`;
}

/** The members of an answer, each with its sentence. */
function resultOf(name, answer, members) {
  const member = /(?: {4}\/\*\*\n((?: {5}\*.*\n)*?) {5}\*\/\n)? {4}(\w+)\??: .*;/g;
  const said = [...members.matchAll(member)].map(([, comment = '', key]) => `\`${key}\`: ${comment.replace(/^ {5}\* ?/gm, '').trim().replace(/\n/g, ' ')}`);
  if (said.length === 0) throw new Error(`${name} answers with ${answer}, which explains nothing: say @returns in its row of the table.`);
  return said.join(' ');
}

/** Parameters stand after those of the row, the result after them, and what is thrown at the end. */
function inserted(doc, tags) {
  const lines = doc.trimEnd().split('\n');
  const end = lines.findIndex((line) => / @(?:returns|throws) /.test(line));
  lines.splice(end < 0 ? lines.length - 1 : end, 0, ...tags.map((tag) => `   * ${tag}`));
  return `${lines.join('\n')}\n`;
}
