import { Action } from '../action';
import { summaryFields } from '../change-set-summary';
import { requiredParameter } from '../required-parameter';

/** ListChangeSets: those of a stack, on one page. */
export const listChangeSets: Action = ({ service, changeSets }, parameters) => {
  const { stackId } = service.registry.existing(requiredParameter(parameters, 'StackName')).identity;
  return { Summaries: changeSets.ofStack(stackId).map(summaryFields) };
};
