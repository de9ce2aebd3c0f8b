// Reads pairs that export.cpp has written: NAME.source.json with NAME.careway.xml, and NAME.source.xml with
// NAME.careway.json. The library turns the XML of each pair into JSON; both sides must then say the same.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRequire } from 'node:module';
import xmljs from 'xml-js';

const { Fhir } = createRequire(import.meta.url)('fhir');
const fhir = new Fhir();
const folder = process.argv[2];
const known = JSON.parse(readFileSync(join(dirname(fileURLToPath(import.meta.url)), 'known_differences.json'), 'utf8'));

// JSON.parse would round numbers: every number becomes an object with its lexeme first.
const token = /"(?:\\.|[^"\\])*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const readJson = (text) =>
  JSON.parse(text.replace(token, (found) => (found[0] === '"' ? found : `{"number":"${found}"}`)));

// A narrative as a tree, so that the way in which a serialiser escapes and quotes does not count. The library drops
// comments and blanks between tags (the corpus test compares narratives byte by byte).
function narrative(text) {
  const tidy = (node) => ({
    name: node.name,
    text: node.text ?? node.cdata,
    attributes: Object.entries(node.attributes ?? {}).sort(),
    children: joinText((node.elements ?? []).filter((child) => child.type !== 'comment')).map(tidy),
  });
  const joinText = (nodes) => {
    const joined = [];
    for (const node of nodes) {
      const last = joined.at(-1);
      const words = node.text ?? node.cdata;
      if (words !== undefined && last?.text !== undefined) last.text += words;
      else joined.push(words !== undefined ? { text: words } : node);
    }
    return joined.filter((node) => node.text?.trim() !== '');
  };
  return JSON.stringify(tidy(xmljs.xml2js(text.replaceAll('\r\n', '\n'), { captureSpacesBetweenElements: true }).elements[0]));
}

function differences(a, b, path, found) {
  if (path.endsWith('text.div') && typeof a === 'string' && typeof b === 'string') {
    if (narrative(a) !== narrative(b)) found.push(path);
  } else if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') {
    if (a !== b) found.push(path);
  } else {
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
      differences(a[key], b[key], Array.isArray(a) ? `${path}[${key}]` : `${path}.${key}`, found);
    }
  }
}

const sources = readdirSync(folder).filter((name) => name.includes('.source.'));
const used = new Set();
let failures = 0;
for (const name of sources.sort()) {
  const stem = name.replace(/\.source\.(json|xml)$/, '');
  const isJson = name.endsWith('.json');
  const xml = readFileSync(join(folder, isJson ? `${stem}.careway.xml` : name), 'utf8');
  const json = readFileSync(join(folder, isJson ? name : `${stem}.careway.json`), 'utf8');
  const found = [];
  try {
    // The library would keep comments as properties, as FHIR had them before R4.
    const plain = xml.replace(/<!--[\s\S]*?-->/g, '');
    differences(readJson(json), readJson(fhir.xmlToJson(plain)), '', found);
  } catch (error) {
    found.push(`error: ${error.message}`);
  }
  for (const path of found) {
    const reason = known.find((entry) => entry.file === stem && path.startsWith(entry.path));
    if (reason) {
      used.add(reason);
      continue;
    }
    failures += 1;
    console.error(`${stem}: ${path} differs`);
  }
}
for (const entry of known.filter((one) => !used.has(one))) {
  failures += 1;
  console.error(`${entry.file}: ${entry.path} is listed as a known difference but does not differ`);
}
console.log(`${sources.length} examples compared, ${used.size} known differences of the library, ${failures} failures`);
process.exit(failures > 0 || sources.length === 0 ? 1 : 0);
