import { RoutedMethod } from '../../routed-method';
import { contextValues } from '../context-values';
import { RoutedRequest } from '../messages';
import { requestParameter } from '../request-values';
import { Authorizer } from './authorizer';

/** What the request says of its client at an identity source. `undefined` when it says nothing. */
export function identityAt(source: string, routed: RoutedRequest, route: RoutedMethod): string | undefined {
  const [, object, name] = /^(stageVariables|context)\.(.+)$/.exec(source) ?? [];
  const value = object === 'stageVariables' ? routed.variables[name]
    : object === 'context' ? contextValues(routed, route)[name]
      : requestParameter(source, routed.request, route);
  return value === '' ? undefined : value;
}

/** The identity source that keeps a request from its authorizer: it is missing, empty, or a token of the wrong form. */
export function unusableIdentity(authorizer: Authorizer, routed: RoutedRequest, route: RoutedMethod): string | undefined {
  const { type, identitySources, validationExpression } = authorizer;
  return identitySources.find((source) => {
    const identity = identityAt(source, routed, route);
    return identity === undefined || (type === 'TOKEN' && validationExpression !== undefined && !wholly(validationExpression, identity));
  });
}

/** An expression that only AWS can read (its dialect is Java's) takes every token here. */
function wholly(expression: string, text: string): boolean {
  try {
    return new RegExp(`^(?:${expression})$`).test(text);
  } catch {
    return true;
  }
}
