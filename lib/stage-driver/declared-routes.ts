import { IResolvable, IResolveContext } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { declaredEndpoints } from '../checks/new-endpoints/declared-endpoints';

/**
 * The endpoints of the code, such as `GET /hello`. Absent when synth can't read them all.
 *
 * CloudFormation deletes the method of a removed route after the new deployment was taken, so a deployment may still have what the code has no
 * longer.
 */
export class DeclaredRoutes implements IResolvable {
  readonly creationStack: string[] = [];

  constructor(private readonly api: apigateway.CfnRestApi) {}

  resolve(context: IResolveContext): string[] | undefined {
    // No reference stands in there, and reading hundreds of methods takes its time.
    if (context.preparing) { return undefined; }
    const { routes, unreadable } = declaredEndpoints(this.api);
    return unreadable.length > 0 ? undefined : [...routes.keys()].map(({ method, path }) => `${method} ${path}`).sort();
  }
}
