import * as fs from 'node:fs';
import * as path from 'node:path';
import { InvalidBaselineId, invalidBaseline, shown } from './invalid-baseline';
import { isObject } from '../../templates/is-object';
import { parseYamlText } from '../yaml-text';

/** API Gateway takes definitions up to 6 MB, CloudFormation templates up to 1 MB. What is larger was not meant. */
const MAX_BYTES = 10 * 1024 * 1024;

/**
 * Reads a JSON or YAML file that holds an object: a template, an OpenAPI document, a recorded baseline.
 *
 * @param where what to call the file in messages, for instance `Baseline file 'endpoints.json'`
 * @throws if the file cannot be read, is empty, cut off, too large, no JSON or YAML, or no object
 */
export function readDocument(file: string, where: string): Record<string, any> {
  const text = readText(file, where);
  if (text.trim() === '') {
    throw invalidBaseline('BaselineEmpty', where, 'is empty; it must hold a JSON or YAML object. Write the file again.');
  }
  const document = parseDocumentText(text, where);
  if (!isObject(document)) {
    throw invalidBaseline('BaselineWrongKind', where, `must hold an object, got ${shown(document)}. Check that it is the file you meant.`);
  }
  return document;
}

/** Parses JSON, or YAML when the text doesn't begin like JSON. */
export function parseDocumentText(text: string, where: string): unknown {
  return /^\s*[{[]/.test(text) ? parseJson(text, where) : parseYaml(text, where);
}

function readText(file: string, where: string): string {
  const unusable = (id: InvalidBaselineId, problem: string): Error => invalidBaseline(id, where, problem);
  let bytes: Buffer;
  try {
    const stats = fs.statSync(file);
    if (stats.isDirectory()) { throw unusable('BaselineUnreadable', 'is a directory; name the file in it.'); }
    if (stats.size > MAX_BYTES) {
      throw unusable(
        'BaselineTooLarge',
        `has ${(stats.size / 1024 / 1024).toFixed(1)} MB; at most ${MAX_BYTES / 1024 / 1024} MB are read. Check that it is the file you meant.`,
      );
    }
    bytes = fs.readFileSync(file);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === undefined) { throw error; }
    throw unusable('BaselineUnreadable', code === 'ENOENT'
      ? `does not exist (looked for ${path.resolve(file)}). Correct the path, or leave baseline out: the check then happens at deploy.`
      : `cannot be read (${code}). Correct the path or the file's permissions.`);
  }
  if (bytes.includes(0)) { throw unusable('BaselineWrongKind', 'is not a UTF-8 text file; it must be JSON or YAML.'); }
  return bytes.toString('utf8').replace(/^\uFEFF/, '');
}

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // YAML's flow style begins like JSON; only if it is no YAML either, the JSON error is the better message.
    const yaml = parseYamlText(text);
    if ('value' in yaml) { return yaml.value; }
    const { message } = error as Error;
    const position = / in JSON at position (\d+)/.exec(message)?.[1];
    const cutOff = /^Un(expected end|terminated)/.test(message) || Number(position) >= text.trimEnd().length;
    throw syntaxError('JSON', message.replace(/( in JSON at position.*|, .* is not valid JSON)$/s, ''), cutOff, where, yaml);
  }
}

function parseYaml(text: string, where: string): unknown {
  const result = parseYamlText(text);
  if ('value' in result) { return result.value; }
  const cutOff = /missing closing|must be sufficiently indented and end with/i.test(result.problem);
  throw syntaxError('YAML', result.problem, cutOff, where, result);
}

function syntaxError(
  language: string, problem: string, cutOff: boolean, where: string, place: { readonly line?: number; readonly column?: number },
): Error {
  const at = place.line === undefined ? '' : ` at line ${place.line}, column ${place.column}`;
  return invalidBaseline('BaselineSyntax', `${where}${at}`,
    `is not valid ${language}: ${problem.replace(/\.$/, '')}.${cutOff ? ' The file seems to be cut off.' : ''} Write the file again.`);
}
