// Usage: compare.mjs EVALUATE_PROGRAM EXAMPLES_FOLDER COUNT [SEED]
// Random expressions over published examples, evaluated by Careway and by the npm package fhirpath. Whatever differs must
// be explained in known_differences.json, which says who is right and quotes the specification.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Generator, randomizer } from './generate.mjs';

const require = createRequire(import.meta.url);
const fhirpath = require('fhirpath');
const model = require('fhirpath/fhir-context/r4');
const [program, folder, countText, seedText] = process.argv.slice(2);
const count = Number(countText);
const random = randomizer(Number(seedText ?? 20240229));
const known = JSON.parse(readFileSync(new URL('known_differences.json', import.meta.url), 'utf8'))
  .map((entry) => ({ ...entry, used: 0, tests: Object.fromEntries(['expression', 'ours', 'theirs'].filter((key) => entry[key])
    .map((key) => [key, new RegExp(entry[key], 's')])) }));

const token = /"(?:\\.|[^"\\])*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const lossless = (text) => JSON.parse(text.replace(token, (found) => (found[0] === '"' ? found : `{"isNumber":"${found}"}`)));
// The package takes decimals that keep their digits.
function asDecimals(value) {
  if (Array.isArray(value)) return value.map(asDecimals);
  if (value === null || typeof value !== 'object') return value;
  if (value.isNumber) return /^-?\d+$/.test(value.isNumber) ? Number(value.isNumber) : fhirpath.FP_Decimal.getDecimal(value.isNumber);
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, asDecimals(child)]));
}

const escaped = (text) => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
const unescaped = (text) => text.replace(/\\(.)/g, (_, c) => (c === 'n' ? '\n' : c === 'r' ? '\r' : c));

function theirText(item, resolved) {
  if (item?.fullPropertyName && (item.data === null || item.data === undefined || typeof item.data === 'object') && !(item.data instanceof fhirpath.FP_Decimal)) return '@' + item.fullPropertyName();
  return resolved === null || resolved === undefined ? '' : String(resolved);
}

// [["FHIR.string", "Peter"], ...] or "!message".
function theirs(resource, expression) {
  try {
    const raw = fhirpath.evaluate(resource, expression, { resource, rootResource: resource, context: resource }, model,
      { preciseMath: true, resolveInternalTypes: false, traceFn: () => {} });
    const types = fhirpath.types(raw);
    return raw.map((item, index) => {
      const resolved = fhirpath.resolveInternalTypes([item], { keepDecimalTypes: true });
      return [types[index], theirText(item, resolved[0])];
    });
  } catch (error) {
    return `!${error.message}`;
  }
}

function ours(line) {
  if (line.startsWith('!')) return line;
  return line === '' ? [] : line.split('\x1f').map((item) => item.split('\x1e').map(unescaped));
}

const isNumber = (text) => /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text);
const near = (a, b) => Math.abs(Number(a) - Number(b)) <= 1e-8 * Math.max(1, Math.abs(Number(a)));
// Units are multiplied by us and reduced to base units by the package: 5 '/mg' is 5000 'g-1'.
function sameQuantity(left, right) {
  const units = [left[2], right[2]].map((unit) => unit.replace(/s$/, ''));
  if (units[0] === units[1]) return near(left[1], right[1]);
  if (!units.every((unit) => unit.startsWith("'"))) return false;
  const [from, to] = units.map((unit) => unit.slice(1, -1));
  const { status, toVal } = fhirpath.ucumUtils.convertUnitTo(from, Number(left[1]), to);
  return status === 'succeeded' && near(toVal, right[1]);
}
// Numbers by value, to eight digits: the package drops zeros at the end. It writes a moment that it has moved with the
// zone -00:00, whatever zone there was, and marks a date that is a dateTime with a T.
function sameText(a, b) {
  if (a === b) return true;
  if (isNumber(a) && isNumber(b)) return near(a, b);
  const [left, right] = [a, b].map((text) => /^(-?[\d.]+(?:e[-+]?\d+)?) ('.*'|[a-z]+)$/s.exec(text));
  if (left && right) return sameQuantity(left, right);
  // What a type test of ours says more: value.ofType(Quantity).
  if (a.startsWith('@')) return a.replace(/\.ofType\(\w+\)/g, '') === b;
  if (b.endsWith('-00:00') && Date.parse(a) === Date.parse(b)) return true;
  if (/^\d\d:/.test(a)) return a.replace(/\.0+$/, '') === b.replace(/\.0+$/, '');
  const moment = (text) => text.replace(/[-+]00:00$|Z$/, '').replace(/^([\d-]+)T$/, '$1');
  return /^\d{4}/.test(a) && moment(a) === moment(b);
}
// The package has no names for the types inside a resource, calls a decimal without a fraction an Integer, and has
// System.String for ids and for Extension.url (which the published suite wants as FHIR.id and FHIR.uri), and now and
// then System.Object for an Extension.
function sameType(a, b) {
  if (a.toLowerCase() === b.toLowerCase()) return true;
  if (/^FHIR\.\w+\.\w/.test(a)) return b === 'FHIR.BackboneElement' || b === 'FHIR.Element';
  if (b === 'System.Object') return a.startsWith('FHIR.');
  if (b === 'System.String') return ['FHIR.id', 'FHIR.uri', 'FHIR.string'].includes(a);
  return a === 'System.decimal' && b === 'System.Integer';
}
const sorted = (items) => items.map((item) => [isNumber(item[1]) ? String(Number(item[1])) : item[1], item])
  .sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0)).map(([, item]) => item);
function same(a, b, isUnordered) {
  if (typeof a === 'string' || typeof b === 'string') return typeof a === typeof b;
  if (isUnordered) [a, b] = [a, b].map(sorted);
  return a.length === b.length && a.every((item, i) => sameType(item[0], b[i][0]) && sameText(item[1], b[i][1]));
}

const shown = (result) => (typeof result === 'string' ? result : JSON.stringify(result));

function explain(expression, a, b) {
  const texts = { expression, ours: shown(a), theirs: shown(b) };
  const entry = known.find((one) => Object.entries(one.tests).every(([key, test]) => test.test(texts[key])));
  if (entry) entry.used += 1;
  return entry;
}

const names = readdirSync(folder).filter((name) => name.endsWith('.json')).sort();
const cases = [];
const perFile = 25;
while (cases.length < count) {
  const file = join(folder, names[Math.floor(random() * names.length)]);
  const text = readFileSync(file, 'utf8');
  if (text.length > 60_000) continue;
  const parsed = lossless(text);
  if (!parsed.resourceType) continue;
  const generator = new Generator(random, parsed);
  if (generator.paths.length === 0) continue;
  for (let i = 0; i < perFile && cases.length < count; ++i) cases.push({ file, parsed, expression: generator.expression() });
}

const child = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] });
const lines = [];
createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
let last = '';
for (const { file, expression } of cases) {
  if (file !== last) child.stdin.write(`R ${file}\n`);
  last = file;
  child.stdin.write(`E ${escaped(expression)}\n`);
}
child.stdin.end();
await new Promise((resolve) => child.on('close', resolve));

const totals = { same: 0, explained: 0, unexplained: 0, bothFail: 0 };
let resource;
last = '';
cases.forEach(({ file, parsed, expression }, index) => {
  if (file !== last) resource = asDecimals(parsed);
  last = file;
  const mine = ours(lines[index] ?? '!no answer');
  const other = theirs(resource, expression);
  // N1 5.8: children() and descendants() have no order.
  if (same(mine, other, /children|descendants/.test(expression))) {
    totals[typeof mine === 'string' ? 'bothFail' : 'same'] += 1;
  } else if (explain(expression, mine, other)) {
    totals.explained += 1;
  } else {
    totals.unexplained += 1;
    if (totals.unexplained <= 40) console.error(`${file.split('/').at(-1)}: ${expression}\n  ours   ${shown(mine)}\n  theirs ${shown(other)}`);
  }
});
console.log(`${cases.length} expressions: ${totals.same} same, ${totals.bothFail} refused by both, ${totals.explained} explained differences, ${totals.unexplained} unexplained`);
for (const entry of known.filter((one) => one.used > 0)) console.log(`  ${entry.used} x ${entry.right}: ${entry.reason}`);
process.exitCode = totals.unexplained > 0 || child.exitCode !== 0 ? 1 : 0;
