import { Stack } from 'aws-cdk-lib';
import type { AssetStaging } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { readDocument } from '../../endpoints/baselines/document-file';
import { routesFromOpenApi } from '../../endpoints/baselines/openapi-routes';
import { basePathMode } from '../../endpoints/baselines/template-routes';
import { Route } from '../../endpoints/routes';
import { isObject } from '../../templates/is-object';

/**
 * The endpoints of the OpenAPI definition that an API is created from. None when it has no definition.
 *
 * @throws if the definition cannot be read at synth, as the end of a sentence about the API
 */
export function definitionOf(api: apigateway.CfnRestApi): Route[] {
  const mode = basePathMode(Stack.of(api).resolve(api.parameters));
  if (api.body !== undefined) { return routesFromOpenApi(inlineDefinition(api), 'its OpenAPI definition', mode); }
  if (api.bodyS3Location === undefined) { return []; }
  const file = assetFile(api);
  if (file === undefined) { throw new Error('has its OpenAPI definition in S3, which synth doesn\'t read'); }
  return routesFromOpenApi(readDocument(file, `OpenAPI definition '${file}'`), `OpenAPI definition '${file}'`, mode);
}

function inlineDefinition(api: apigateway.CfnRestApi): Record<string, any> {
  const body = Stack.of(api).resolve(api.body);
  if (isObject(body) && !('Fn::Transform' in body)) { return body; }
  throw new Error('has an OpenAPI definition that is known only at deploy');
}

/** The local file behind `ApiDefinition.fromAsset`: the asset whose object key the API refers to. */
function assetFile(api: apigateway.CfnRestApi): string | undefined {
  const stack = Stack.of(api);
  const key = stack.resolve(api.bodyS3Location)?.key;
  const nearby: Array<Partial<Asset & AssetStaging>> = (api.node.scope ?? api).node.findAll();
  const asset = nearby.find(({ s3ObjectKey }) => s3ObjectKey !== undefined && stack.resolve(s3ObjectKey) === key);
  const staging: Array<Partial<AssetStaging>> = asset?.node?.findAll() ?? [];
  return staging.find(({ sourcePath }) => typeof sourcePath === 'string')?.sourcePath;
}
