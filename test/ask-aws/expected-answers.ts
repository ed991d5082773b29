import { hypothesisOf, Question } from '../../integ/ask-aws/experiment';
import { Hypotheses } from '../../rehearsal/hypotheses';

/** What the kit should find. Nothing where one answer hides the other. */
export function expectedAnswer(question: Question, hypotheses: Hypotheses): string | undefined {
  const hypothesis = hypothesisOf(question);
  const answer = hypothesis === undefined ? question.engine! : hypotheses[hypothesis];
  switch (question.name) {
    // The deployment of a stage with a canary is moved there, too.
    case 'swappedDeployments': return hypotheses.deploymentIdOnCanaryStage;
    case 'noEchoInEvents':
    case 'rollbackEventProperties': return hypotheses.eventProperties === 'absent' ? undefined : answer;
    // What should be held is deleted before there is anything to hold it.
    case 'undeletedInCleanup': return hypotheses.cleanUpOrder === 'other' ? undefined : answer;
    default: return answer;
  }
}
