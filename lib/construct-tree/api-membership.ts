import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { IConstruct } from 'constructs';
import { referencesIn } from './references';

/** Tells which methods, authorizers and deployments belong to an API. */
export class ApiMembership {
  /** Hundreds of methods name their API by the same token. */
  private readonly known = new Map<unknown, boolean>();

  constructor(private readonly api: apigateway.CfnRestApi) {}

  /** Whether a `restApiId` is that of the API; also one that was passed into another stack. */
  public has(restApiId: unknown, scope: IConstruct): boolean {
    const known = this.known.get(restApiId);
    if (known !== undefined) { return known; }
    const found = referencesIn(restApiId, scope).some(({ target }) => target === this.api);
    this.known.set(restApiId, found);
    return found;
  }
}
