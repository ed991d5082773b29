import { DefaultTokenResolver, IPostProcessor, IResolvable, IResolveContext, Reference, StringConcat, Token, Tokenization } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/** Every resource that a property value refers to, through lazy values and nested structures. */
export function referencesIn(value: unknown, scope: IConstruct): Reference[] {
  return withMarkers(value, scope).references;
}

/** A value as CloudFormation will see it, with `⟦n⟧` in the place of the n-th reference. */
export interface MarkedValue {
  readonly value: any;
  readonly references: Reference[];
}

/** Resolves a value far enough to look at the text around its references. */
export function withMarkers(value: unknown, scope: IConstruct): MarkedValue {
  const resolver = new MarkingResolver();
  return { value: Tokenization.resolve(value, { scope, resolver, preparing: true }), references: resolver.references };
}

class MarkingResolver extends DefaultTokenResolver {
  public readonly references: Reference[] = [];

  constructor() {
    super(new StringConcat());
  }

  public resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): any {
    if (Reference.isReference(token)) {
      return `⟦${this.references.push(token) - 1}⟧`;
    }
    return super.resolveToken(token, context, postProcessor);
  }
}

/**
 * The same string with a literal in the place of every `Ref` to the given resource; all other tokens stay.
 *
 * A replaced `Ref` no longer makes CloudFormation create the other resource first.
 */
export function withLiteralInsteadOfRef(value: string, target: IConstruct, literal: string): IResolvable {
  return new LiteralInsteadOfRef(value, target, literal);
}

class LiteralInsteadOfRef implements IResolvable {
  public readonly creationStack: string[] = [];

  constructor(private readonly value: string, private readonly target: IConstruct, private readonly literal: string) {}

  public resolve(context: IResolveContext): string {
    return this.replaceIn(this.value, context);
  }

  /** Encoded so that it can stand where a string is expected. */
  public toString(): string {
    return Token.asString(this);
  }

  private replaceIn(value: unknown, context: IResolveContext): any {
    if (typeof value !== 'string' || !Token.isUnresolved(value)) { return value; }
    return Tokenization.reverseString(value)
      .mapTokens({ mapToken: (token) => this.replaceToken(token, context) })
      .join({ join: (left, right) => `${left ?? ''}${right ?? ''}` });
  }

  private replaceToken(token: IResolvable, context: IResolveContext): any {
    if (Reference.isReference(token)) {
      return token.target === this.target && token.displayName === 'Ref' ? this.literal : token;
    }
    const resolved = token.resolve(context);
    return typeof resolved === 'string' ? this.replaceIn(resolved, context) : token;
  }
}
