/**
 * What AWS does where no documentation says so: each question is a stage, each answer a stack output.
 *
 * Step 0 creates the stages, step 1 updates them. The assertions fail only where a probe could not decide.
 */
import { Stack } from 'aws-cdk-lib';
import { answerProbes } from './hypotheses/answer-probes';
import { addMeasuredStage, MEASURED_STAGE, printMetricCommands } from './hypotheses/measured-stage';
import { probedApi, ProbedApi } from './hypotheses/probed-api';
import { stageProbes } from './hypotheses/stage-probes';
import { expectStage } from './lifecycle/expect-stage';
import { steppedTest } from './lifecycle/stepped-test';

function experiment(step: number) {
  return (stack: Stack): ProbedApi => {
    const probed = probedApi(stack, 'hypotheses', step);
    stageProbes(probed).forEach((probe) => probe.addStage(step));
    addMeasuredStage(probed);
    return probed;
  };
}

const tested = steppedTest(__filename, [experiment(0), experiment(1)]);
answerProbes(tested, stageProbes(tested.subject));
expectStage({ ...tested, subject: tested.subject.api }, {
  stageName: MEASURED_STAGE, path: '', answers: { true: 50, false: 50 }, canaryPercent: 50, variables: {},
});
printMetricCommands(tested.assertionStack, tested.subject);
