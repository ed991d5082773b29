import { CfnResource } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { AssemblyResources } from './assembly-resources';
import { WrittenReferences, writtenFor } from './written-properties';

/** Tells which methods, authorizers and deployments belong to an API, while aspects still change the app. */
export class ApiMembership {
  /** Hundreds of methods name their API by the same token. */
  private readonly known = new Map<unknown, boolean>();

  constructor(private readonly api: apigateway.CfnRestApi, private readonly references = new WrittenReferences()) {}

  /** Whether the `RestApiId` of a resource is that of the API, whoever wrote it and in whatever stack. */
  has(resource: CfnResource): boolean {
    const restApiId = writtenFor(resource, 'RestApiId').pop();
    const known = this.known.get(restApiId);
    if (known !== undefined) { return known; }
    const found = this.references.elementsIn(restApiId, resource).includes(this.api);
    // What is not a string may have another meaning in another stack.
    if (typeof restApiId === 'string') { this.known.set(restApiId, found); }
    return found;
  }
}

/** The same when the app is complete. */
export function belongsTo(api: apigateway.CfnRestApi, resource: CfnResource, resources: AssemblyResources): boolean {
  return resources.targetsIn(resources.propertiesOf(resource).RestApiId, resource).some(({ element }) => element === api);
}
