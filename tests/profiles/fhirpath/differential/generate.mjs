// Random FHIRPath expressions over a resource. The same seed gives the same expressions.
import { createRequire } from 'node:module';

const { choiceTypePaths } = createRequire(import.meta.url)('fhirpath/fhir-context/r4');

// mulberry32
export function randomizer(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

// "valueQuantity" is named "value".
const choices = new Map();
for (const [path, types] of Object.entries(choiceTypePaths)) {
  const name = path.slice(path.lastIndexOf('.') + 1);
  for (const type of types) choices.set(name + type[0].toUpperCase() + type.slice(1), name);
}

const isDate = (text) => /^\d{4}(-\d\d(-\d\d(T\d\d:\d\d.*)?)?)?$/.test(text);
const keywords = new Set(['div', 'mod', 'is', 'as', 'in', 'contains', 'and', 'or', 'xor', 'implies', 'true', 'false',
  'year', 'years', 'month', 'months', 'week', 'weeks', 'day', 'days', 'hour', 'hours', 'minute', 'minutes', 'second',
  'seconds', 'millisecond', 'milliseconds', 'asc', 'desc']);
const named = (name) => (keywords.has(name) ? `\`${name}\`` : name);

// The paths of a resource, with the kind of their values.
function pathsOf(resource) {
  const paths = new Map();
  const walk = (value, path, depth) => {
    if (Array.isArray(value)) {
      for (const item of value) walk(item, path, depth);
    } else if (value !== null && typeof value === 'object' && !value.isNumber) {
      if (depth > 0) paths.set(path, 'node');
      for (const [key, child] of Object.entries(value)) {
        if (key === 'resourceType' || key.startsWith('_') || key === 'div' || depth > 4) continue;
        const name = named(choices.get(key) ?? key);
        walk(child, path === '' ? name : `${path}.${name}`, depth + 1);
      }
    } else if (path !== '') {
      const kind = typeof value === 'boolean' ? 'boolean' : typeof value === 'string' ? (isDate(value) ? 'date' : 'string') : 'number';
      paths.set(path, kind);
    }
  };
  walk(resource, '', 0);
  return paths;
}

const strings = ["'a'", "''", "'Peter'", "'é€'", "'1'", "'-3.50'", "'true'", "'2012-04-15'", "'14:30'", "'5 \\'mg\\''",
  "'A b,c'", "'x\\u0041'", "'http://loinc.org'", "'4 days'", "'10:00:00.000'", "'2015-02-04T14:34:28Z'", "'T'"];
const integers = ['0', '1', '2', '3', '7', '10', '100', '2147483647', '(-1)', '(-5)'];
const decimals = ['0.0', '1.0', '1.10', '2.5', '0.333', '(-1.5)', '3.14159', '100.00', '0.00000001', '(-0.5)'];
const dates = ['@2012', '@2012-04', '@2012-04-15', '@2016-02-29', '@2012-04-15T15:30', '@2012-04-15T15:30:31.5Z',
  '@2012-04-15T15:00:00+02:00', '@2012T', '@2012-04-15T10', '@2012-04-15T15:30:31', '@1974-12-25', '@2012-12-31T23:59:59.999Z'];
const times = ['@T14', '@T14:30', '@T14:30:31', '@T14:30:31.250', '@T23:59', '@T00:00:00'];
const quantities = ["4 'g'", "4000 'mg'", "1 'm'", "2.50 'cm'", '7 days', '1 week', "1 'wk'", '1 year', '12 months', "37 'Cel'",
  "98.6 '[degF]'", "185 '[lb_av]'", "1 's'", "5 'mg/dL'", "1 '1'", '24 hours', '2 minutes', "(-3 'kg')", "10 '%'", "4040 'mg'"];
const alike = [["4 'g'", "4000 'mg'", "185 '[lb_av]'", "(-3 'kg')"], ["1 'm'", "2.50 'cm'", "100 'cm'"], ['7 days', '1 week', "1 'wk'", '24 hours', "1 'd'"],
  ["1 '1'", "10 '%'", '1', '0.1'], ["37 'Cel'", "98.6 '[degF]'"], ['1 year', '12 months', '13 months'], ["5 'mg/dL'", "50 'mg/L'", "0.05 'g/L'"]];
const durations = ['1 year', '1 month', '13 months', '1 week', '10 days', '36 hours', '90 minutes', '45 seconds', '500 milliseconds',
  "1 's'", "250 'ms'", '2.7 days', '(-1) * 1 day'];
const types = ['string', 'code', 'boolean', 'dateTime', 'date', 'Quantity', 'HumanName', 'Patient', 'Resource', 'Reference',
  'CodeableConcept', 'Coding', 'uri', 'integer', 'decimal', 'Identifier', 'Period', 'String', 'Boolean', 'Integer', 'System.String', 'FHIR.string'];
const patterns = ["'[a-z]+'", "'^A'", "'.*'", "'\\\\d{2}'", "'a|e'", "'[A-Z]$'"];

export class Generator {
  constructor(random, resource) {
    this.random = random;
    this.type = resource.resourceType;
    this.paths = [...pathsOf(resource)];
  }

  below(count) { return Math.floor(this.random() * count); }
  pick(list) { return list[this.below(list.length)]; }
  chance(share) { return this.random() < share; }
  oneOf(...makers) { return this.pick(makers)(); }

  path(...kinds) {
    const fitting = this.paths.filter(([, kind]) => kinds.includes(kind));
    const [path] = this.pick(fitting.length > 0 ? fitting : this.paths);
    const root = this.chance(0.4) ? `${this.type}.` : '';
    if (this.chance(0.15) && path.includes('.')) {
      const parts = path.split('.');
      const at = 1 + this.below(parts.length - 1);
      const head = root + parts.slice(0, at).join('.');
      const tail = parts.slice(at).join('.');
      return this.oneOf(() => `${head}[${this.below(3)}].${tail}`, () => `${head}.first().${tail}`, () => `${head}.select(${tail})`,
        () => `${head}.where(${tail}.exists()).${tail}`, () => `${head}.last().${tail}`);
    }
    return root + path;
  }

  // A collection of anything.
  many(depth) {
    if (depth <= 0) return this.oneOf(() => this.path('node', 'string', 'number', 'date', 'boolean'), () => '{}', () => `(${this.pick(integers)} | ${this.pick(integers)})`);
    const inner = () => this.many(depth - 1);
    return this.oneOf(
      () => this.path('node'), () => this.path('string', 'number', 'date', 'boolean'), () => this.path('string'),
      () => `${inner()}.where(${this.criterion(depth - 1)})`,
      () => `${inner()}.first()`, () => `${inner()}.last()`, () => `${inner()}.tail()`, () => `${inner()}.skip(${this.below(3)})`,
      () => `${inner()}.take(${this.below(4)})`, () => `${inner()}.distinct()`, () => `(${inner()} | ${inner()})`,
      () => `${inner()}.combine(${inner()})`, () => `${inner()}.union(${inner()})`, () => `${inner()}.intersect(${inner()})`,
      () => `${inner()}.exclude(${inner()})`, () => `${inner()}.ofType(${this.pick(types)})`, () => `${inner()}.select($this)`,
      () => `${inner()}.trace('t')`, () => `iif(${this.truth(depth - 1)}, ${inner()}, ${inner()})`,
      () => `(${this.text(depth - 1)} | ${this.text(depth - 1)} | ${this.text(0)})`,
      () => `(${this.number(depth - 1)} | ${this.number(0)} | ${this.number(0)})`,
      () => `(${this.pick(dates)} | ${this.pick(dates)})`, () => `(${this.pick(quantities)} | ${this.pick(quantities)})`,
      () => `${inner()}.select(${this.value(depth - 1)})`, () => `${inner()}.repeat(children())`, () => `${inner()}.children()`,
      () => `${inner()}.descendants()`, () => `${inner()}.type().name`, () => `${this.text(depth - 1)}.toChars()`,
      () => `${this.text(depth - 1)}.split(',')`, () => `${this.path('node')}.extension('http://example.org')`);
  }

  // Something about $this.
  criterion(depth) {
    return this.oneOf(() => '$this.exists()', () => `$this is ${this.pick(types)}`, () => '$index = 0', () => '$index > 1', () => 'true',
      () => this.truth(depth), () => 'children().empty()', () => '$this.hasValue()', () => `$this = ${this.pick(strings)}`, () => '{}');
  }

  value(depth) {
    return this.oneOf(() => this.text(depth), () => this.number(depth), () => this.truth(depth), () => this.moment(depth), () => this.size(depth));
  }

  truth(depth) {
    if (depth <= 0) return this.oneOf(() => 'true', () => 'false', () => `${this.path('node', 'string')}.exists()`, () => `(${this.path('boolean')})`, () => '{}');
    const inner = () => this.truth(depth - 1);
    const compare = () => this.pick(['=', '!=', '~', '!~', '<', '<=', '>', '>=']);
    return this.oneOf(
      () => `(${inner()} ${this.pick(['and', 'or', 'xor', 'implies'])} ${inner()})`, () => `${inner()}.not()`,
      () => `(${this.text(depth - 1)} ${compare()} ${this.text(depth - 1)})`, () => `(${this.number(depth - 1)} ${compare()} ${this.number(depth - 1)})`,
      () => `(${this.moment(depth - 1)} ${compare()} ${this.moment(depth - 1)})`, () => this.alike(compare()),
      () => `(${this.size(depth - 1)} ${this.pick(['<', '>=', '~', '!~'])} ${this.size(depth - 1)})`,
      () => `(${this.pick(times)} ${compare()} ${this.pick(times)})`,
      () => `(${this.many(depth - 1)} ${this.pick(['=', '!=', '~', '!~'])} ${this.many(depth - 1)})`,
      () => `(${this.many(depth - 1)} ${this.pick(['=', '~'])} ${this.many(depth - 1)})`,
      () => `${this.many(depth - 1)}.${this.pick(['empty()', 'exists()', 'isDistinct()', 'hasValue()'])}`,
      () => `${this.many(depth - 1)}.exists(${this.criterion(depth - 1)})`, () => `${this.many(depth - 1)}.all(${this.criterion(depth - 1)})`,
      () => `(${inner()} | ${inner()}).${this.pick(['allTrue()', 'anyTrue()', 'allFalse()', 'anyFalse()'])}`,
      () => `${this.many(depth - 1)}.${this.pick(['subsetOf', 'supersetOf'])}(${this.many(depth - 1)})`,
      () => `(${this.value(depth - 1)} in ${this.many(depth - 1)})`, () => `(${this.many(depth - 1)} contains ${this.value(depth - 1)})`,
      () => `${this.text(depth - 1)}.${this.pick(['contains', 'startsWith', 'endsWith'])}(${this.text(0)})`,
      () => `${this.text(depth - 1)}.${this.pick(['matches', 'matches', 'matchesFull'])}(${this.pick(patterns)})`,
      () => `${this.value(depth - 1)}.convertsTo${this.pick(['Boolean', 'Integer', 'Decimal', 'String', 'Date', 'DateTime', 'Time', 'Quantity'])}()`,
      () => `(${this.value(depth - 1)} is ${this.pick(types)})`, () => `${this.path('string', 'date').concat('.first()')}.is(${this.pick(types)})`,
      () => `${this.value(depth - 1)}.toBoolean()`, () => `${this.size(depth - 1)}.comparable(${this.size(0)})`);
  }

  text(depth) {
    if (depth <= 0) return this.oneOf(() => this.pick(strings), () => this.pick(strings), () => `${this.path('string')}.first()`, () => '{}');
    const inner = () => this.text(depth - 1);
    return this.oneOf(() => this.pick(strings), () => `${this.path('string')}.first()`, () => `${this.path('string')}`,
      () => `(${inner()} + ${inner()})`, () => `(${inner()} & ${inner()})`,
      () => `${inner()}.${this.pick(['upper', 'lower', 'trim'])}()`, () => `${inner()}.substring(${this.number(0)})`,
      () => `${inner()}.substring(${this.below(5)}, ${this.below(5)})`, () => `${inner()}.replace(${this.text(0)}, ${this.text(0)})`,
      () => `${inner()}.replaceMatches(${this.pick(patterns)}, ${this.text(0)})`, () => `${this.value(depth - 1)}.toString()`,
      () => `${this.many(depth - 1)}.select($this.toString()).join(',')`, () => `${inner()}.encode('${this.pick(['base64', 'hex', 'urlbase64'])}')`,
      () => `${inner()}.escape('${this.pick(['html', 'json'])}')`, () => `iif(${this.truth(depth - 1)}, ${inner()}, ${inner()})`,
      () => `${inner()}.toString()`);
  }

  number(depth) {
    if (depth <= 0) return this.oneOf(() => this.pick(integers), () => this.pick(decimals), () => `${this.path('number')}.first()`, () => '{}');
    const inner = () => this.number(depth - 1);
    return this.oneOf(() => this.pick(integers), () => this.pick(decimals), () => `${this.path('number')}.first()`,
      () => `(${inner()} ${this.pick(['+', '-', '*', '/', 'div', 'mod'])} ${inner()})`, () => `(-${inner()})`,
      () => `${inner()}.${this.pick(['abs', 'ceiling', 'floor', 'truncate', 'round', 'sqrt', 'exp', 'ln'])}()`, () => `${inner()}.round(${this.below(4)})`,
      () => `${inner()}.power(${this.pick(['2', '0', '3', '(-1)', '0.5'])})`, () => `${inner()}.log(${this.pick(['2', '10', '3'])})`,
      () => `${this.many(depth - 1)}.count()`, () => `${this.text(depth - 1)}.length()`, () => `${this.text(depth - 1)}.indexOf(${this.text(0)})`,
      () => `${this.value(depth - 1)}.toInteger()`, () => `${this.value(depth - 1)}.toDecimal()`,
      () => `(${inner()} | ${inner()}).aggregate($this + $total, 0)`, () => `${inner()}.${this.pick(['lowBoundary', 'highBoundary'])}(${this.pick(['', '2', '6', '8'])})`);
  }

  moment(depth) {
    if (depth <= 0) return this.oneOf(() => this.pick(dates), () => this.pick(dates), () => `${this.path('date')}.first()`);
    const inner = () => this.moment(depth - 1);
    return this.oneOf(() => this.pick(dates), () => `${this.path('date')}.first()`, () => `(${inner()} ${this.pick(['+', '-'])} ${this.pick(durations)})`,
      () => `${this.text(depth - 1)}.toDate()`, () => `${this.text(depth - 1)}.toDateTime()`, () => `${inner()}.toDateTime()`, () => `${inner()}.toDate()`,
      () => `(${this.pick(times)} ${this.pick(['+', '-'])} ${this.pick(durations)})`, () => `${inner()}.${this.pick(['lowBoundary', 'highBoundary'])}()`,
      () => `${this.text(depth - 1)}.toTime()`);
  }

  // Two quantities that measure the same.
  alike(operation) {
    const family = this.pick(alike);
    return `(${this.pick(family)} ${operation} ${this.pick(family)})`;
  }

  size(depth) {
    if (depth <= 0) return this.oneOf(() => this.pick(quantities), () => this.pick(integers));
    const inner = () => this.size(depth - 1);
    return this.oneOf(() => this.pick(quantities), () => `(${inner()} ${this.pick(['+', '-', '*', '/'])} ${inner()})`, () => `${this.text(depth - 1)}.toQuantity()`,
      () => `${this.number(depth - 1)}.toQuantity()`, () => `${inner()}.abs()`, () => `(-${inner()})`, () => this.pick(quantities));
  }

  expression() {
    const depth = 1 + this.below(3);
    return this.oneOf(() => this.many(depth), () => this.truth(depth), () => this.truth(depth), () => this.text(depth), () => this.number(depth),
      () => this.moment(depth), () => this.size(depth));
  }
}
