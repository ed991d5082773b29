import * as path from 'node:path';

/** What came of a YAML text: its value, or the first reason why there is none. */
export type YamlResult =
  | { readonly value: unknown }
  | { readonly problem: string; readonly line?: number; readonly column?: number };

/** Where `npx projen bundle` puts lib/endpoints/bundled/yaml-parser.ts. */
const PARSER = path.join(__dirname, '..', '..', 'assets', 'lib', 'endpoints', 'bundled', 'yaml-parser');

/** Parses YAML with the parser that this package carries in its assets. Loaded only when a document is no JSON. */
export function parseYamlText(text: string): YamlResult {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return (require(PARSER) as { parseYaml(text: string): YamlResult }).parseYaml(text);
}
