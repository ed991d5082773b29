import {
  CfnElement, CfnResource, DefaultTokenResolver, IFragmentConcatenator, IPostProcessor, IResolvable, IResolveContext, Reference, Stack, Tokenization,
} from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { SettledValue } from './settled-value';

/**
 * Renders values as CloudFormation gets them, with a mark such as `⟦7⟧` in the place of each logical id.
 *
 * A logical id is expensive to ask for: that of a deployment is a hash over the whole API, that of a version one over its function.
 * A mark costs nothing and leads back to the construct, also when the construct stands in another stack.
 */
export class RenderingResolver extends DefaultTokenResolver {
  private readonly marked: CfnElement[] = [];
  private readonly marks = new Map<CfnElement, string>();
  private readonly logicalIds = new Map<IResolvable, CfnElement>();

  constructor() {
    super(JOIN);
  }

  /** Makes a token of the element's logical id a mark, too: `DependsOn` consists of those. */
  know(element: CfnElement): void {
    const token = Tokenization.reverseString(element.logicalId).firstToken;
    if (token) { this.logicalIds.set(token, element); }
  }

  /** The element behind a mark. */
  elementOf(mark: string): CfnElement | undefined {
    const index = /^⟦(\d+)⟧$/.exec(mark)?.[1];
    return index === undefined ? undefined : this.marked[Number(index)];
  }

  resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): any {
    if (SettledValue.isSettledValue(token)) { return context.resolve(token.value); }
    const element = this.logicalIds.get(token);
    if (element) { return this.markOf(element); }
    const target = Reference.isReference(token) ? elementBehind(token.target) : undefined;
    if (!target) { return super.resolveToken(token, context, postProcessor); }
    const { displayName } = token as Reference;
    const name = displayName === 'Ref' ? this.markOf(target) : `${this.markOf(target)}.${displayName}`;
    // A reference out of an included template may stand in the text of Fn::Sub.
    const written: unknown = token.resolve(context);
    if (typeof written === 'string' && /^\$\{(?!Token\[)/.test(written)) { return `\${${name}}`; }
    return displayName === 'Ref' ? { Ref: name } : { 'Fn::GetAtt': [this.markOf(target), displayName] };
  }

  private markOf(element: CfnElement): string {
    const known = this.marks.get(element);
    if (known !== undefined) { return known; }
    const mark = `⟦${this.marked.push(element) - 1}⟧`;
    this.marks.set(element, mark);
    return mark;
  }
}

/** Undefined for pseudo parameters, whose references have a stack as their target. */
function elementBehind(target: IConstruct): CfnElement | undefined {
  return CfnElement.isCfnElement(target) && !Stack.isStack(target) ? target : undefined;
}

const JOIN: IFragmentConcatenator = {
  join: (left, right) => {
    const parts = [...partsOf(left), ...partsOf(right)];
    return parts.every((part) => typeof part === 'string') ? parts.join('') : { 'Fn::Join': ['', parts] };
  },
};

function partsOf(fragment: any): unknown[] {
  if (fragment === undefined || fragment === '') { return []; }
  const join = fragment?.['Fn::Join'];
  return Array.isArray(join) && join[0] === '' && Array.isArray(join[1]) ? join[1] : [fragment];
}

/** What a CfnResource writes into the template, which aws-cdk-lib keeps from its users. Every resource has it. */
interface RenderableResource {
  _toCloudFormation(): { readonly Resources?: Readonly<Record<string, unknown>> };
}

/** A resource before its tokens are resolved, with all overrides. Undefined if the template does not get it. */
export function unresolvedFragment(resource: CfnResource): unknown {
  return Object.values((resource as unknown as RenderableResource)._toCloudFormation().Resources ?? {})[0];
}
