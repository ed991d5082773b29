import { createHash } from 'node:crypto';
import { IResolvable, IResolveContext, Tokenization } from 'aws-cdk-lib';
import { RenderingResolver } from '../construct-tree/rendering-resolver';

/**
 * Tells two operations apart that are about one deployment with one action, such as a change of the percent traffic.
 *
 * Of what the template writes out, without references: their logical ids may change while nothing else does, in `cdk refactor`, and then no property
 * may.
 */
export class PropertiesDigest implements IResolvable {
  readonly creationStack: string[] = [];

  constructor(private readonly properties: { readonly [name: string]: unknown }) {}

  resolve({ scope, preparing }: IResolveContext): string {
    // CDK collects references then, and finds them in the properties themselves.
    if (preparing) { return ''; }
    const resolved = Tokenization.resolve(this.properties, { scope, resolver: new RenderingResolver(), preparing });
    const written = JSON.stringify(resolved, (_, value) => (isReference(value) ? '(reference)' : value));
    return createHash('sha256').update(written).digest('hex').slice(0, 16);
  }
}

function isReference(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 1 && /^(Ref|Fn::.+)$/.test(Object.keys(value)[0]);
}
