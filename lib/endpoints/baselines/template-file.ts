import * as fs from 'node:fs';
import * as path from 'node:path';
import { parseDocumentText, readDocument } from './document-file';
import { expectKind } from './document-kind';
import { invalidBaseline, shown } from './invalid-baseline';
import { TemplateSource } from './template-routes';
import { isObject } from '../../templates/is-object';
import { AssetOfTemplate } from '../../templates/template-resources';

/**
 * Reads a template and what lies beside it: a `*.template.json` of a cdk.out, a template in JSON or YAML, or the answer of
 * `aws cloudformation get-template`.
 *
 * @throws if it isn't one, naming the file and the place
 */
export function readTemplateFile(file: string, where = `Template '${file}'`): TemplateSource {
  const template = unwrapped(readDocument(file, where), where);
  expectKind('template', template, where);
  return { template, where, readAsset: (asset) => readAsset(file, asset, where) };
}

function readAsset(template: string, asset: AssetOfTemplate, where: string): Record<string, any> | undefined {
  const beside = assetBeside(template, asset, where);
  return beside === undefined ? undefined : readDocument(beside, `${where}, file '${path.basename(beside)}'`);
}

/** The file of an asset that a template names. Undefined when it does not lie beside the template. */
export function assetBeside(template: string, asset: AssetOfTemplate, where = `Template '${template}'`): string | undefined {
  return [asset.file, ...fileOfObject(template, asset.objectKey, where)]
    .filter((name) => typeof name === 'string')
    .map((name) => path.resolve(path.dirname(template), name))
    .find((name) => fs.existsSync(name));
}

/** A cdk.out tells in `<stack>.assets.json` which file becomes which object. Most are called like the object. */
function fileOfObject(template: string, objectKey: string | undefined, where: string): string[] {
  if (typeof objectKey !== 'string') { return []; }
  const manifest = template.replace(/\.template\.json$/, '.assets.json');
  const files = manifest === template || !fs.existsSync(manifest)
    ? {}
    : readDocument(manifest, `${where}, file '${path.basename(manifest)}'`).files ?? {};
  const listed = Object.values<any>(files)
    .filter(({ destinations }) => Object.values<any>(destinations ?? {}).some((destination) => destination?.objectKey === objectKey))
    .map(({ source }) => source?.path);
  return [...listed, `asset.${objectKey}`];
}

/** `get-template` wraps the template. One that was uploaded as YAML comes as a string. */
function unwrapped(document: Record<string, any>, where: string): Record<string, any> {
  if (!('TemplateBody' in document)) { return document; }
  const body = document.TemplateBody;
  const template = typeof body === 'string' ? parseDocumentText(body, `${where}, TemplateBody`) : body;
  if (!isObject(template)) { throw invalidBaseline('BaselineWrongKind', `${where}, TemplateBody`, `must hold a template, got ${shown(template)}.`); }
  return template;
}
