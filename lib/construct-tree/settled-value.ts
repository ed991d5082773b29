import { IResolvable, IResolveContext, Stack, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';

/**
 * A value that is expensive to compute and final once the app is complete, computed once from then on.
 *
 * The id of a deployment is such a value: CDK hashes the whole API at each mention of it. The app is complete when CDK validates it:
 * aspects are done, references between stacks are resolved, and the templates are still to be written.
 */
export class SettledValue implements IResolvable {
  readonly creationStack: string[] = [];
  private settled?: unknown;

  constructor(scope: Construct, private readonly value: string) {
    scope.node.addValidation({
      validate: () => {
        this.settled = Stack.of(scope).resolve(value);
        return [];
      },
    });
  }

  resolve(context: IResolveContext): unknown {
    // While references are being collected they must be seen, also in a second synthesis.
    return context.preparing ? this.value : this.settled ?? this.value;
  }

  /** Encoded so that it can stand where a string is expected. */
  toString(): string {
    return Token.asString(this);
  }
}
