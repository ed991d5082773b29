import { CfnElement, DefaultTokenResolver, IPostProcessor, IResolvable, IResolveContext, Reference, Stack, StringConcat, Token, Tokenization } from 'aws-cdk-lib';
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
 * The same value with a literal in the place of every `Ref` to the given element, also in the text of `Fn::Sub`; all other tokens stay.
 *
 * A replaced `Ref` no longer makes CloudFormation create the other resource first.
 */
export function withLiteralInsteadOfRef(value: unknown, target: CfnElement, literal: string): IResolvable {
  return new LiteralInsteadOfRef(value, target, literal);
}

class LiteralInsteadOfRef implements IResolvable {
  public readonly creationStack: string[] = [];

  constructor(private readonly value: unknown, private readonly target: CfnElement, private readonly literal: string) {}

  public resolve(context: IResolveContext): unknown {
    return this.replaceIn(this.value, context);
  }

  /** Encoded so that it can stand where a string is expected. */
  public toString(): string {
    return Token.asString(this);
  }

  private replaceIn(value: any, context: IResolveContext): any {
    if (typeof value === 'string') { return Token.isUnresolved(value) ? this.replaceInTokens(value, context) : value; }
    if (Array.isArray(value)) { return value.map((item) => this.replaceIn(item, context)); }
    if (typeof value !== 'object' || value === null) { return value; }
    if (Tokenization.isResolvable(value)) { return this.replaceToken(value, context); }
    return this.isWrittenRef(value) ? this.literal
      : Object.fromEntries(Object.entries(value).map(([key, item]) => [key, key === 'Fn::Sub' ? this.replaceInText(item, context) : this.replaceIn(item, context)]));
  }

  private replaceInTokens(value: string, context: IResolveContext): any {
    return Tokenization.reverseString(value)
      .mapTokens({ mapToken: (token) => this.replaceToken(token, context) })
      .join({ join: (left, right) => `${left ?? ''}${right ?? ''}` });
  }

  private replaceToken(token: IResolvable, context: IResolveContext): any {
    if (Reference.isReference(token)) {
      return token.target === this.target && token.displayName === 'Ref' ? this.literal : token;
    }
    const resolved = token.resolve(context);
    if (typeof resolved === 'string') { return this.replaceIn(resolved, context); }
    const isIntrinsic = typeof resolved === 'object' && resolved !== null && !Tokenization.isResolvable(resolved);
    return isIntrinsic ? Token.asAny(this.replaceIn(resolved, context)) : token;
  }

  /** A `Ref` that is written out, without a token. */
  private isWrittenRef(value: object): boolean {
    const { Ref: name } = value as { Ref?: unknown };
    return typeof name === 'string' && name === this.logicalId;
  }

  private replaceInText(value: any, context: IResolveContext): any {
    const [text, variables] = Array.isArray(value) ? value : [value];
    if (typeof text !== 'string') { return this.replaceIn(value, context); }
    const literal = text.split(`\${${this.logicalId}}`).join(this.literal);
    return Array.isArray(value) ? [literal, this.replaceIn(variables, context)] : literal;
  }

  private get logicalId(): string {
    return Stack.of(this.target).resolve(this.target.logicalId);
  }
}
