import { FileAssetStore } from './file-asset-store';
import { parseDocument } from '../cloudformation/frontend/read-template';

/**
 * What the transform `AWS::Include` puts in its place: the content of `s3://<bucket>/<key>`, or `undefined` when the bucket is not on this
 * machine.
 *
 * @throws TemplateError when it is neither JSON nor YAML @throws AssemblyError when only the object is missing
 */
export function includedValue(assets: FileAssetStore, location: string): unknown {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(location) ?? [];
  const text = bucket === undefined ? undefined : assets.textOf(bucket, key);
  return text === undefined ? undefined : parseDocument(text);
}
