import { readFileSync } from 'node:fs';
import { AssemblyError } from './assembly-error';
import { FileAssetStore } from './file-asset-store';
import { readTemplate } from '../cloudformation/frontend/read-template';
import { ResourceFailure } from '../cloudformation/resource-type';
import { Template } from '../cloudformation/template/template';
import { TemplateError } from '../cloudformation/template/template-error';

/** Reads the template that a TemplateURL names, in path or virtual host style. @throws ResourceFailure when there is none */
export async function readNestedTemplate(assets: FileAssetStore, url: string): Promise<Template> {
  const { hostname, pathname } = new URL(url);
  const path = decodeURIComponent(pathname.slice(1));
  const virtualHost = /^(.+)\.s3[.-]/.exec(hostname)?.[1];
  const bucket = virtualHost ?? path.slice(0, path.indexOf('/'));
  const key = virtualHost === undefined ? path.slice(path.indexOf('/') + 1) : path;
  try {
    return readTemplate(readFileSync(assets.fileOf(bucket, key), 'utf8'));
  } catch (error) {
    if (error instanceof AssemblyError || error instanceof TemplateError) { throw new ResourceFailure(`S3 error: ${error.message}`); }
    throw error;
  }
}
