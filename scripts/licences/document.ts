/* eslint-disable @stylistic/max-len -- a line of a text is a line of docs/licences.md */
import { BundledPackage } from './bundled-packages';

const HEAD = `# Licences of what is bundled

The library is Apache-2.0 ([LICENSE](../LICENSE)) and depends on nothing but its peers, \`aws-cdk-lib\` and \`constructs\`. Its bundles in \`assets/\` contain
code of these packages. \`npx projen licences\` writes this file; a test fails while it is out of date.
`;

/** docs/licences.md: which packages ship inside which bundle, and the text of each licence once. */
export function licencesDocument(packages: readonly BundledPackage[]): string {
  const rows = packages.map(({ name, version, licence, bundles }) => `| ${name} | ${version} | ${licence} | ${bundles.map(shortName).join(', ')} |`);
  return `${HEAD}
| Package | Version | Licence | Bundled into |
|---|---|---|---|
${rows.join('\n')}

${textSections(packages).join('\n\n')}
`;
}

/** `assets/lib/endpoints/bundled/yaml-parser/index.js` is `lib/endpoints/bundled/yaml-parser`. */
function shortName(bundle: string): string {
  return `\`${bundle.replace(/^assets\/|\/index\.js$/g, '')}\``;
}

function textSections(packages: readonly BundledPackage[]): string[] {
  const namesOf = new Map<string, string[]>();
  for (const one of packages) { namesOf.set(textOf(one), [...namesOf.get(textOf(one)) ?? [], one.name]); }
  return [...namesOf].map(([text, names]) => `## ${[...new Set(names)].join(', ')}\n\n${text}`);
}

/** The Apache licence ships with the library itself. */
function textOf({ licence, text }: BundledPackage): string {
  if (licence === 'Apache-2.0') { return 'Apache-2.0, the text of [LICENSE](../LICENSE).'; }
  return `\`\`\`text\n${text || 'The package comes without the text of its licence.'}\n\`\`\``;
}
