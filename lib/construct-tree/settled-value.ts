import { IResolvable, IResolveContext, Reference, Stack, Token, Tokenization } from 'aws-cdk-lib';
import { Construct } from 'constructs';

const SETTLES = Symbol.for('cdk-canary-rest-api.SettledValue');

/**
 * A value that is expensive to compute and final once the app is complete, computed once from then on.
 *
 * The id of a deployment is such a value: CDK hashes the whole API at each mention of it. The app is complete when CDK validates it:
 * aspects are done, references between stacks are resolved, and the templates are still to be written.
 */
export class SettledValue implements IResolvable {
  static isSettledValue(token: IResolvable): token is SettledValue {
    return SETTLES in token;
  }

  readonly creationStack: string[] = [];
  readonly [SETTLES] = true;
  private settled?: unknown;

  constructor(scope: Construct, readonly value: string) {
    scope.node.addValidation({
      validate: () => {
        this.settled = Stack.of(scope).resolve(value);
        return [];
      },
    });
  }

  resolve(context: IResolveContext): unknown {
    if (!context.preparing) { return this.settled ?? this.value; }
    // While CDK collects references, those to other stacks must be seen, also in a second synthesis. Nothing becomes of those within the stack.
    return this.isWithinStack(context) ? undefined : this.value;
  }

  /** Whether the value is nothing but a reference within the stack in which it is mentioned. */
  private isWithinStack(context: IResolveContext): boolean {
    let token: unknown = this.value;
    while (!Reference.isReference(token)) {
      const behind = typeof token === 'string' ? Tokenization.reverse(token, { failConcat: false }) : token;
      if (!Tokenization.isResolvable(behind)) { return false; }
      token = Reference.isReference(behind) ? behind : behind.resolve(context);
    }
    return Stack.of(token.target) === Stack.of(context.scope);
  }

  /** Encoded so that it can stand where a string is expected. */
  toString(): string {
    return Token.asString(this);
  }
}
