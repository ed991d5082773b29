/** A value of the template language: what JSON has, and objects of the gateway. */
export type VelocityValue = string | number | boolean | null | undefined | VelocityValue[] | { [key: string]: VelocityValue } | GatewayObject;

/** `$input`, `$util`: answers properties and methods that it knows. */
export class GatewayObject {
  constructor(
    readonly properties: Readonly<Record<string, VelocityValue>>,
    readonly methods: Readonly<Record<string, (...args: VelocityValue[]) => VelocityValue>>,
  ) {}
}

/** One step of a reference after its name. */
export type ReferenceStep =
  | { readonly kind: 'property'; readonly name: string }
  | { readonly kind: 'method'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'index'; readonly index: Expression };

export interface Reference {
  readonly name: string;
  readonly steps: readonly ReferenceStep[];
}

export type Expression =
  | { readonly kind: 'literal'; readonly value: VelocityValue }
  | { readonly kind: 'text'; readonly nodes: readonly TemplateNode[] }
  | { readonly kind: 'reference'; readonly reference: Reference }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | { readonly kind: 'range'; readonly from: Expression; readonly to: Expression }
  | { readonly kind: 'map'; readonly entries: ReadonlyArray<readonly [Expression, Expression]> }
  | { readonly kind: 'not'; readonly operand: Expression }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression };

/** A branch of `#if`. The one of `#else` has no condition. */
export interface Branch {
  readonly condition?: Expression;
  readonly body: readonly TemplateNode[];
}

export type TemplateNode =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'reference'; readonly reference: Reference; readonly quiet: boolean; readonly source: string }
  | { readonly kind: 'set'; readonly target: Reference; readonly value: Expression }
  | { readonly kind: 'if'; readonly branches: readonly Branch[] }
  | { readonly kind: 'foreach'; readonly variable: string; readonly list: Expression; readonly body: readonly TemplateNode[] }
  | { readonly kind: 'break' | 'stop' };

/** The template can't be read. */
export class VelocityError extends Error {}
