import {
  CfnElement, DefaultTokenResolver, IPostProcessor, IResolvable, IResolveContext, Reference, Stack, StringConcat, Token, Tokenization,
} from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { SettledValue } from './settled-value';

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
  readonly references: Reference[] = [];

  constructor() {
    super(new StringConcat());
  }

  resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): any {
    if (SettledValue.isSettledValue(token)) { return context.resolve(token.value); }
    if (Reference.isReference(token)) {
      return `⟦${this.references.push(token) - 1}⟧`;
    }
    return super.resolveToken(token, context, postProcessor);
  }
}

/** Which reference is exchanged, and for what. */
export interface ReferenceExchange {
  readonly target: CfnElement;
  /** `Ref`, or the name of an attribute. */
  readonly attribute: string;
  /** A literal, or a string with a token. */
  readonly replacement: string;
  /** What stands in the text of `Fn::Sub` instead: a literal, or `${...}`. */
  readonly inText: () => string;
}

/**
 * The same value with a literal in the place of every `Ref` to the given element, also in the text of `Fn::Sub`. All other tokens stay.
 *
 * A replaced `Ref` no longer makes CloudFormation create the other resource first.
 */
export function withLiteralInsteadOfRef(value: unknown, target: CfnElement, literal: string): IResolvable {
  return withExchangedReference(value, { target, attribute: 'Ref', replacement: literal, inText: () => literal });
}

/** The same value with something else in the place of a reference, however it is written. All other tokens stay. */
export function withExchangedReference(value: unknown, exchange: ReferenceExchange): IResolvable {
  return new ExchangedReference(value, exchange);
}

class ExchangedReference implements IResolvable {
  readonly creationStack: string[] = [];

  constructor(private readonly value: unknown, private readonly exchange: ReferenceExchange) {}

  resolve(context: IResolveContext): unknown {
    return this.exchangedIn(this.value, context);
  }

  /** Encoded so that it can stand where a string is expected. */
  toString(): string {
    return Token.asString(this);
  }

  private exchangedIn(value: any, context: IResolveContext): any {
    if (typeof value === 'string') { return Token.isUnresolved(value) ? this.exchangedInTokens(value, context) : value; }
    if (Array.isArray(value)) { return value.map((item) => this.exchangedIn(item, context)); }
    if (typeof value !== 'object' || value === null) { return value; }
    if (Tokenization.isResolvable(value)) { return this.exchangedToken(value, context); }
    return this.isWritten(value) ? this.exchange.replacement : Object.fromEntries(Object.entries(value)
      .map(([key, item]) => [key, key === 'Fn::Sub' ? this.exchangedInText(item, context) : this.exchangedIn(item, context)]));
  }

  private exchangedInTokens(value: string, context: IResolveContext): any {
    return Tokenization.reverseString(value)
      .mapTokens({ mapToken: (token) => this.exchangedToken(token, context) })
      .join({ join: (left, right) => `${left ?? ''}${right ?? ''}` });
  }

  private exchangedToken(token: IResolvable, context: IResolveContext): any {
    const { target, attribute, replacement } = this.exchange;
    if (Reference.isReference(token)) {
      return token.target === target && token.displayName === attribute ? replacement : token;
    }
    const resolved = token.resolve(context);
    if (typeof resolved === 'string') { return this.exchangedIn(resolved, context); }
    const isIntrinsic = typeof resolved === 'object' && resolved !== null && !Tokenization.isResolvable(resolved);
    return isIntrinsic ? Token.asAny(this.exchangedIn(resolved, context)) : token;
  }

  /** Written out, without a token. */
  private isWritten(value: Record<string, unknown>): boolean {
    const { attribute } = this.exchange;
    const written = attribute === 'Ref' ? value.Ref : value['Fn::GetAtt'];
    if (written === undefined || String(written).startsWith('AWS::')) { return false; }
    return attribute === 'Ref'
      ? written === this.logicalId
      : [`${this.logicalId}.${attribute}`, `${this.logicalId},${attribute}`].includes(String(written));
  }

  private exchangedInText(value: any, context: IResolveContext): any {
    const [text, variables] = Array.isArray(value) ? value : [value];
    if (typeof text !== 'string') { return this.exchangedIn(value, context); }
    const { attribute, inText } = this.exchange;
    const name = attribute === 'Ref' ? this.logicalId : `${this.logicalId}.${attribute}`;
    const exchanged = text.includes(`\${${name}}`) ? text.split(`\${${name}}`).join(inText()) : text;
    return Array.isArray(value) ? [exchanged, this.exchangedIn(variables, context)] : exchanged;
  }

  private get logicalId(): string {
    return Stack.of(this.exchange.target).resolve(this.exchange.target.logicalId);
  }
}
