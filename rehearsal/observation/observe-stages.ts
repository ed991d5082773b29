import { releaseView } from '../apigateway/data-plane/choose-release';
import { Stage } from '../apigateway/model';
import { LocalAws } from '../local-aws';
import { askedRequests } from './asked-requests';
import { failureOf, ownFailureOf } from './failure-of';
import { Answer, ReleaseName, ReleaseState, StageObservation, StageState } from './instant';

/** The parts of the engine that an observation needs. */
export type ObservedAws = Pick<LocalAws, 'apiGateway' | 'dataPlane'>;

/** Every stage as it stands. */
export function stageStates({ apiGateway }: Pick<ObservedAws, 'apiGateway'>): StageState[] {
  const apis = apiGateway.listRestApis();
  const isTaken = (id: string, name: string): boolean => apis.some((api) => api.name === name && api.id !== id);
  return apis.flatMap(({ id, name }) => apiGateway.listStages(id).map((stage) => stateOf(id, isTaken(id, name) ? `${name} (${id})` : name, stage)));
}

/** Asks both releases of a stage for each of their routes. Nothing is left to chance: the releases are asked one by one. */
export async function observeStage(aws: ObservedAws, stage: StageState): Promise<StageObservation> {
  const releases: ReleaseName[] = stage.canary ? ['base', 'canary'] : ['base'];
  const answers = await Promise.all(releases.map((release) => answersOf(aws, stage, release)));
  return { stage, answers: answers.flat() };
}

/** Routes of any deployment that lead to something the engine does not play, and APIs whose routes nobody here knows. */
export function routesNotPlayed({ apiGateway }: Pick<ObservedAws, 'apiGateway'>): string[] {
  const apis = apiGateway.listRestApis();
  const routes = apis.flatMap(({ id }) => apiGateway.listDeployments(id)).flatMap(({ snapshot }) => askedRequests(snapshot).notPlayed);
  const unknown = apis.flatMap(({ name, missingDocument }) => (missingDocument === undefined
    ? []
    : [`every route of ${name} (${missingDocument} is not in the assembly)`]));
  return [...new Set([...routes, ...unknown])].sort();
}

async function answersOf(aws: ObservedAws, stage: StageState, release: ReleaseName): Promise<Answer[]> {
  const { restApiId, stageName } = stage;
  const { deploymentId } = stage[release]!;
  const { requests } = askedRequests(aws.apiGateway.getDeployment(restApiId, deploymentId).snapshot);
  return Promise.all(requests.map(async ({ route, method, path }) => {
    const response = await aws.dataPlane.invokeStage({ restApiId, stageName, method, path, release });
    const notRun = response.notRun ?? (response.failure === 'not-played' ? response.cause : undefined);
    const { status, code } = response;
    return { route, release, deploymentId, status, failure: failureOf(response), ownFailure: ownFailureOf(response), code, notRun };
  }));
}

function stateOf(restApiId: string, apiName: string, stage: Stage): StageState {
  const { stageName, canarySettings } = stage;
  const release = (name: ReleaseName, percentTraffic: number): ReleaseState => {
    const { deploymentId, variables } = releaseView(stage, name);
    return { deploymentId, percentTraffic, variables };
  };
  const percent = canarySettings?.percentTraffic ?? 0;
  return {
    restApiId,
    apiName,
    stageName,
    // 100 - 33.33 is 66.67000000000002.
    base: release('base', Number((100 - percent).toFixed(4))),
    canary: canarySettings && { ...release('canary', percent), useStageCache: canarySettings.useStageCache },
  };
}
