/**
 * Does CloudFormation accept new deployments for production and canary in one update, and with how many calls?
 *
 * On its own: if API Gateway refuses, the update of this stack fails, and that is the answer.
 */
import { Stack } from 'aws-cdk-lib';
import { answerProbes } from './hypotheses/answer-probes';
import { probedApi, ProbedApi } from './hypotheses/probed-api';
import { addSwappedStage, printTrailCommand, swapProbe } from './hypotheses/swap';
import { steppedTest } from './lifecycle/stepped-test';

function experiment(step: number) {
  return (stack: Stack): ProbedApi => {
    const probed = probedApi(stack, 'swap', step);
    addSwappedStage(probed, step);
    return probed;
  };
}

const tested = steppedTest(__filename, [experiment(0), experiment(1)]);
answerProbes(tested, [swapProbe(tested.subject)]);
printTrailCommand(tested.assertionStack, tested.subject);
