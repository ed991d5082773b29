import { CfnElement, CfnResource, Token } from 'aws-cdk-lib';
import { isOfType } from '../construct-tree/resource-type';
import { WrittenReferences, writtenFor } from '../construct-tree/written-properties';
import { completed } from '../endpoints/called-code';
import { integrationUris } from '../endpoints/integration-uris';

const FUNCTION = 'AWS::Lambda::Function';

/** Whether an alias with such a name is meant. */
type Meant = (name: unknown) => boolean;

/**
 * Aliases that an API names by a text behind a function, `<ARN of the function>:live` or `:${stageVariables.alias}`: no reference leads to them.
 *
 * A stage variable whose value is known names an alias that synth looks for (`aliasNotInApp`), so it is none of these.
 */
export class NamedAliases {
  /** By function, as far as they were visited. */
  private readonly aliases = new Map<CfnElement, CfnResource[]>();
  private readonly meant = new Map<CfnElement, Meant[]>();
  private readonly literals: Readonly<Record<string, string>>;

  constructor(private readonly references: WrittenReferences, variables: Readonly<Record<string, string>>) {
    this.literals = Object.fromEntries(Object.entries(variables).filter(([, value]) => typeof value === 'string' && !Token.isUnresolved(value)));
  }

  /** An alias of the app. @returns it if the API is known to name it */
  addAlias(alias: CfnResource): CfnResource[] {
    return this.references.elementsIn(writtenFor(alias, 'FunctionName'), alias).flatMap((fn) => {
      this.aliases.set(fn, [...this.aliases.get(fn) ?? [], alias]);
      return this.named(fn, this.meant.get(fn) ?? []).includes(alias) ? [alias] : [];
    });
  }

  /** A method, an authorizer, or an API with a definition, that calls a function. @returns aliases that it names */
  addCaller(caller: CfnResource): CfnResource[] {
    return urisOf(caller).flatMap((uri) => {
      const { text, elements } = this.references.textIn(uri, caller);
      const [, mark, qualifier] = /\/functions\/⟦(\d+)⟧:([^/]+)\/(?:response-streaming-)?invocations$/.exec(text) ?? [];
      const fn = mark === undefined ? undefined : elements[Number(mark)];
      const meant = isOfType(FUNCTION)(fn) ? meantBy(qualifier, completed(qualifier, this.literals)) : undefined;
      if (!fn || !meant) { return []; }
      this.meant.set(fn, [...this.meant.get(fn) ?? [], meant]);
      return this.named(fn, [meant]);
    });
  }

  private named(fn: CfnElement, meant: readonly Meant[]): CfnResource[] {
    return (this.aliases.get(fn) ?? []).filter((alias) => meant.some((isMeant) => isMeant(writtenFor(alias, 'Name').pop())));
  }
}

function meantBy(qualifier: string, complete: string): Meant | undefined {
  if (/stageVariables|⟦/.test(complete)) { return () => true; }
  return complete === qualifier && !/^\d+$/.test(complete) ? (name) => name === complete || Token.isUnresolved(name) : undefined;
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
