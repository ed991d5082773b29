import { CfnElement, CfnResource, Token } from 'aws-cdk-lib';
import { isOfType } from '../construct-tree/resource-type';
import { WrittenReferences, writtenFor } from '../construct-tree/written-properties';
import { completed } from '../endpoints/called-code';
import { integrationUris } from '../endpoints/integration-uris';

const FUNCTION = 'AWS::Lambda::Function';

/** A function, by its resource or by the name that was given to it. */
type FunctionKey = CfnElement | string;
/** Whether an alias or version of the function is meant. */
type Meant = (qualifier: CfnResource) => boolean;

/**
 * Aliases and versions that an API names by a text behind a function, `<ARN of the function>:live` or `:${stageVariables.alias}`: no reference
 * leads to them.
 *
 * A stage variable whose value is known names an alias that synth looks for (`aliasNotInApp`), so it is none of these. The number of a version is
 * nowhere in the app, so all versions of the function are meant.
 */
export class NamedQualifiers {
  /** As far as they were visited. */
  private readonly qualifiers = new Map<FunctionKey, CfnResource[]>();
  private readonly meant = new Map<FunctionKey, Meant[]>();

  /** @param variables of the stage, as far as they were written when it is asked */
  constructor(private readonly references: WrittenReferences, private readonly variables: () => Readonly<Record<string, string>>) {}

  /** An alias or version of the app. @returns it if the API is known to name it */
  add(qualifier: CfnResource): CfnResource[] {
    const keys = this.functionsOf(qualifier);
    for (const key of keys) { this.qualifiers.set(key, [...this.qualifiers.get(key) ?? [], qualifier]); }
    return keys.some((key) => this.meant.get(key)?.some((isMeant) => isMeant(qualifier))) ? [qualifier] : [];
  }

  /** A method, an authorizer, or an API with a definition, that calls a function. @returns what it names */
  addCaller(caller: CfnResource): CfnResource[] {
    const literals = Object.fromEntries(Object.entries(this.variables()).filter(([, value]) => isLiteral(value)));
    return urisOf(caller).flatMap((uri) => {
      const { text, elements } = this.references.textIn(uri, caller);
      const [, called, qualifier] = /\/functions\/(⟦\d+⟧|arn:[^/]*:function:[\w-]+):([^/]+)\/(?:response-streaming-)?invocations$/.exec(text) ?? [];
      const meant = called === undefined ? undefined : meantBy(qualifier, completed(qualifier, literals));
      const key = meant && functionIn(called, elements);
      if (!key) { return []; }
      this.meant.set(key, [...this.meant.get(key) ?? [], meant]);
      return (this.qualifiers.get(key) ?? []).filter(meant);
    });
  }

  private functionsOf(qualifier: CfnResource): FunctionKey[] {
    const written = writtenFor(qualifier, 'FunctionName');
    const functions = this.references.elementsIn(written, qualifier).filter(isOfType(FUNCTION));
    return [...functions, ...[...written, ...functions.flatMap((fn) => writtenFor(fn, 'FunctionName'))].filter(isLiteral)];
  }
}

function functionIn(called: string, elements: readonly CfnElement[]): FunctionKey | undefined {
  const mark = /^⟦(\d+)⟧$/.exec(called)?.[1];
  if (mark === undefined) { return called.slice(called.lastIndexOf(':') + 1); }
  const element = elements[Number(mark)];
  return isOfType(FUNCTION)(element) ? element : undefined;
}

function meantBy(qualifier: string, complete: string): Meant | undefined {
  if (/stageVariables|⟦/.test(complete)) { return () => true; }
  if (/^\d+$/.test(complete)) { return isOfType('AWS::Lambda::Version'); }
  return complete !== qualifier ? undefined : (alias) => {
    const name = writtenFor(alias, 'Name').pop();
    return name === complete || (name !== undefined && !isLiteral(name));
  };
}

function isLiteral(value: unknown): value is string {
  return typeof value === 'string' && !Token.isUnresolved(value);
}

function urisOf(caller: CfnResource): unknown[] {
  switch (caller.cfnResourceType) {
    case 'AWS::ApiGateway::Method':
      return writtenFor(caller, 'Integration').map((integration: any) => integration?.uri ?? integration?.Uri)
        .filter((uri) => uri !== undefined).slice(-1);
    case 'AWS::ApiGateway::Authorizer': return writtenFor(caller, 'AuthorizerUri').slice(-1);
    default: return writtenFor(caller, 'Body').flatMap((definition: any) => [
      ...integrationUris(definition).map(({ integration }) => integration.uri),
      ...Object.values<any>({ ...definition?.securityDefinitions, ...definition?.components?.securitySchemes })
        .map((scheme) => scheme?.['x-amazon-apigateway-authorizer']?.authorizerUri),
    ]).filter((uri) => uri !== undefined);
  }
}
