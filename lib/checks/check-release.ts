import { Check, CheckedRelease } from './checked-release';
import { reportDeployments } from './deployment-report';
import { checkDriver } from './driver-in-place';
import { reportPinnedAsyncConfig } from './pinned-async-config';
import { reportProvisionedVersions } from './provisioned-versions';
import { checkRetained } from './retained/retained-check';
import { reportRoutesElsewhere } from './routes-elsewhere';
import { reportSharedCode } from './shared-code/shared-code-report';
import { refuseStageEscapes } from './stage-escapes';
import { reportStageGrants } from './stage-grants';
import { checkStepOrder } from './step-order';
import { checkTwins } from './twins';
import { reportUnfollowedCalls, reportUnfollowedPermissions } from './unfollowed-calls';
import { reportUnfollowedVersions } from './unfollowed-versions';
import { settledResources } from '../construct-tree/settled-resources';

const CHECKS: readonly Check[] = [
  refuseStageEscapes,
  checkDriver,
  checkStepOrder,
  checkTwins,
  checkRetained,
  reportSharedCode,
  reportDeployments,
  reportUnfollowedVersions,
  reportUnfollowedCalls,
  reportUnfollowedPermissions,
  reportRoutesElsewhere,
  reportStageGrants,
  reportProvisionedVersions,
  reportPinnedAsyncConfig,
];

/**
 * Looks at the app when it is complete, on its rendered resources: CDK validates every Stage, and nothing that anybody wrote comes later.
 */
export function checkRelease(checked: CheckedRelease): void {
  const { release } = checked;
  release.node.addValidation({
    validate: () => CHECKS.flatMap((check) => check(checked, settledResources(release)) ?? []).map(({ message }) => message),
  });
}
