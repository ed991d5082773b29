import { Stack, Stage, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { outermostStack } from '../construct-tree/outermost-stack';

/**
 * The environments in which constructs stand, each as the construct paths by which the context may name it: a `cdk.Stage`, or one account and region
 * of several in a Stage, or in the App.
 *
 * An account or region that is known only at deploy may be any, so it tells no two apart.
 */
export function environmentsOf(constructs: readonly IConstruct[]): string[][] {
  const byStage = new Map<IConstruct | undefined, Set<Stack>>();
  for (const construct of constructs) {
    const stage = Stage.of(construct);
    byStage.set(stage, (byStage.get(stage) ?? new Set()).add(outermostStack(construct)));
  }
  return [...byStage].flatMap(([stage, stacks]) => {
    const all = [...stacks];
    if (isSeveral(all.map(({ account }) => account)) || isSeveral(all.map(({ region }) => region))) {
      const places = new Set(all.map(placeOf));
      return [...places].map((place) => pathsOf(all.filter((stack) => placeOf(stack) === place)));
    }
    return [stage?.node.path ? [stage.node.path] : pathsOf(all)];
  });
}

function placeOf({ account, region }: Stack): string {
  return `${account}/${region}`;
}

function isSeveral(values: readonly string[]): boolean {
  return new Set(values.filter((value) => !Token.isUnresolved(value))).size > 1;
}

function pathsOf(stacks: readonly Stack[]): string[] {
  return stacks.map((stack) => stack.node.path);
}
