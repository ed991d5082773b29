import { parseYaml } from '../../../lib/endpoints/bundled/yaml-parser';
import { Template } from '../template/template';
import { TemplateError } from '../template/template-error';

/** Reads a template's text, JSON or YAML with the short forms of the intrinsic functions. @throws TemplateError */
export function readTemplate(text: string): Template {
  const value = parseDocument(text);
  if (typeof value === 'object' && value !== null && 'Resources' in value) { return value as Template; }
  throw new TemplateError('Template format error: At least one Resources member must be defined.');
}

/** Reads JSON or YAML with the short forms of the intrinsic functions. @throws TemplateError */
export function parseDocument(text: string): unknown {
  if (text.trimStart().startsWith('{')) {
    try {
      return JSON.parse(text);
    } catch (error) {
      throw new TemplateError(`Template format error: JSON not well-formed. (${(error as Error).message})`);
    }
  }
  const result = parseYaml(text);
  if ('problem' in result) {
    throw new TemplateError(
      `Template format error: YAML not well-formed. (line ${result.line ?? '?'}, column ${result.column ?? '?'}: ${result.problem})`,
    );
  }
  return result.value;
}
