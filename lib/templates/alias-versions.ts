/**
 * The properties by which an `AWS::Lambda::Alias` names the versions that it routes to: its own version, and the second one that gets a weight.
 *
 * Whoever calls the alias may meet either. What keeps or follows one of them without the other misses what a part of the requests runs.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuring-alias-routing.html
 */
export const ALIAS_VERSIONS: readonly string[] = ['FunctionVersion', 'RoutingConfig'];
