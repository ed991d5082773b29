import { InjectionContext, PropertyInjectors } from 'aws-cdk-lib';

/**
 * The properties of a construct with the defaults that an organisation injects: those of the nearest scope that has an injector for it.
 *
 * By what is public of CDK's property injection. Its decorator is not.
 */
export function injectedProps<Props extends object>(constructUniqueId: string, props: Props, context: InjectionContext): Props {
  for (const around of [...context.scope.node.scopes].reverse()) {
    const injector = PropertyInjectors.hasPropertyInjectors(around) ? PropertyInjectors.of(around).for(constructUniqueId) : undefined;
    if (injector) { return injector.inject(props, context) ?? props; }
  }
  return props;
}
