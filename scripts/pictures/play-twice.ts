import { PlayedStack } from './played-stack';
import { ReleaseName } from '../../rehearsal/observation/instant';
import { outagesOf } from '../../rehearsal/observation/outages';
import { Shares, sharesOf } from '../../rehearsal/observation/shares';
import { AppBuilder } from '../../test/apis/watched-aws';
import { canaryByHand, helloApi, plain, released } from '../../test/traps/apps';

/** What clients met in the deploy that puts new code into a canary. */
export interface PlayedDeploy {
  /** How requests were answered after each resource operation. */
  readonly columns: readonly Shares[];
  /** Stretches of columns, both ends included, in which one release failed. */
  readonly outages: ReadonlyArray<{ readonly first: number; readonly last: number; readonly release: ReleaseName }>;
}

/** One release, in plain CDK and through the library. */
export interface PlayedTwice {
  readonly plain: PlayedDeploy;
  readonly library: PlayedDeploy;
}

/** Of the canary. `canaryByHand` has it, too. */
export const PERCENT_TRAFFIC = 10;

export async function playTwice(): Promise<PlayedTwice> {
  const api = helloApi();
  return {
    plain: await playSecondDeploy(plain(api), (production) => plain(api, (built) => canaryByHand(built, production))),
    library: await playSecondDeploy(released(api), () => released(api, { percentTraffic: PERCENT_TRAFFIC })),
  };
}

/** @param second what is written then, by the deployment that production is on */
async function playSecondDeploy(first: AppBuilder, second: (production: string) => AppBuilder): Promise<PlayedDeploy> {
  const engine = new PlayedStack();
  try {
    const { stagesAfter: [{ base }] } = await engine.deploy((app) => first(app, 'code 1'));
    const { instants } = await engine.deploy((app) => second(base.deploymentId)(app, 'code 2'));
    const columnOf = ({ index }: { readonly index: number }) => index - instants[0].index;
    return {
      columns: instants.map(({ stages: [stage] }) => sharesOf(stage)),
      outages: outagesOf(instants).map(({ release, first: from, last }) => ({ release, first: columnOf(from), last: columnOf(last) })),
    };
  } finally {
    await engine.close();
  }
}
