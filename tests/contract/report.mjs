// What schemathesis reports, by operation: one event a line, of which those that end a scenario hold its requests.
import { readFileSync } from 'node:fs';

/**
 * Reads the reports. `operations` maps each id of the document to `{ cases, succeeded, failures }`; `others` counts
 * what was asked of no operation (an unknown method, for instance); `phases` counts by phase.
 */
export function casesOf(document, files) {
  const operations = new Map();
  const byRequest = new Map();
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, { operationId }] of Object.entries(methods)) {
      if (!operationId) continue;
      const counts = empty();
      operations.set(operationId, counts);
      byRequest.set(`${method.toUpperCase()} ${path}`, counts);
    }
  }
  const others = empty();
  const phases = {};
  for (const file of files) {
    for (const line of readFileSync(file, 'utf8').split('\n')) {
      const scenario = line && JSON.parse(line).ScenarioFinished;
      if (!scenario) continue;
      const { cases = {}, interactions = {}, checks = {} } = scenario.recorder;
      for (const [id, { value }] of Object.entries(cases)) {
        const { response } = interactions[id] ?? {};
        const counts = byRequest.get(`${value.method.toUpperCase()} ${value.path}`) ?? others;
        counts.cases += 1;
        counts.succeeded ||= response !== undefined && response !== null && response.status_code < 300;
        phases[scenario.phase] = (phases[scenario.phase] ?? 0) + 1;
        for (const { status, failure_info: info } of checks[id] ?? []) {
          if (status !== 'success') counts.failures.add(sentence(info?.failure));
        }
      }
    }
  }
  return { operations, others, phases };
}

const empty = () => ({ cases: 0, succeeded: false, failures: new Set() });

const sentence = (failure) => [failure?.title, failure?.message].filter(Boolean).join(': ').replaceAll('\n', ', ').slice(0, 300);
