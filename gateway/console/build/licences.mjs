import { readdir, readFile } from 'node:fs/promises';

const preface = `The console contains these packages. Its style sheet, which is GraphiQL's, also contains the
fonts Roboto (Copyright 2011 Google Inc., Apache License 2.0, the text is in the file LICENSE
of this repository) and Fira Code (Copyright 2014 The Fira Code Project Authors, SIL Open Font
License 1.1, https://openfontlicense.org).
`;

// licences returns the text of static/licences.txt: each package that is part of the bundle
// with its licence, packages with the same text together.
export async function licences(inputs) {
  const folders = new Set(inputs.map(packageFolder).filter(Boolean));
  const byText = new Map();
  for (const folder of [...folders].sort()) {
    const { name, version, license } = JSON.parse(await readFile(`${folder}/package.json`, 'utf8'));
    const text = (await licenceText(folder)) ?? `Licence: ${license}`;
    byText.set(text, [...(byText.get(text) ?? []), `${name} ${version}`]);
  }
  const sections = [...byText].map(([text, names]) => `${names.join('\n')}\n\n${text.trim()}\n`);
  return [preface, ...sections].join('\n----\n\n');
}

// packageFolder is the folder of the package an input file belongs to.
function packageFolder(input) {
  return input.match(/^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0];
}

async function licenceText(folder) {
  const name = (await readdir(folder)).find((file) => /^licen[cs]e(\.|$)/i.test(file));
  return name && (await readFile(`${folder}/${name}`, 'utf8')).replace(/\r/g, '');
}
