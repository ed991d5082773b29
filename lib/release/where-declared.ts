import { IResolvable, IResolveContext, Token } from 'aws-cdk-lib';
import { isObject } from '../templates/is-object';

/**
 * What stands in the place of a value: nothing where the value is none under a condition (`Fn::If`, `AWS::NoValue`), the substitute everywhere else.
 *
 * CloudFormation leaves out what has no value, so nothing that it is told knows it.
 */
export class WhereDeclared implements IResolvable {
  static inPlaceOf(value: string, substitute: string): string {
    return Token.isUnresolved(value) ? Token.asString(new WhereDeclared(value, substitute)) : substitute;
  }

  readonly creationStack: string[] = [];

  private constructor(private readonly value: string, private readonly substitute: string) {}

  resolve(context: IResolveContext): unknown {
    return substituted(context.resolve(this.value), context.resolve(this.substitute));
  }
}

function substituted(written: unknown, substitute: unknown): unknown {
  if (!isObject(written)) { return substitute; }
  if (written.Ref === 'AWS::NoValue') { return written; }
  const branches = written['Fn::If'];
  if (!Array.isArray(branches)) { return substitute; }
  const [condition, ...values] = branches;
  const kept = values.map((value) => substituted(value, substitute));
  return kept.every((value) => value === substitute) ? substitute : { 'Fn::If': [condition, ...kept] };
}
