import { Properties, Provisioned, ResourceType } from '../../cloudformation/resource-type';
import { DEFAULT_EVENT_SETTINGS, EventSettings } from '../event-queue';
import { LambdaService } from '../lambda-service';
import { numberOf, textOf } from './property-values';
import { replacedOn } from './replaced-on';

/** AWS::Lambda::EventInvokeConfig: how long Lambda keeps the events of a function, and how often it repeats them. Destinations are not played. */
export function eventInvokeConfigType(service: LambdaService): ResourceType {
  const put = (properties: Properties): Provisioned => {
    service.setEventSettings(referenceOf(properties), settingsOf(properties));
    return { physicalId: `${textOf(properties, 'FunctionName')}|${textOf(properties, 'Qualifier')}`, attributes: {} };
  };
  return {
    requiresReplacement: replacedOn('FunctionName', 'Qualifier'),
    create: async ({ properties }) => put(properties),
    update: async ({ properties }) => put(properties),
    async delete({ properties }): Promise<void> {
      if (service.findFunction(referenceOf(properties))) { service.setEventSettings(referenceOf(properties), undefined); }
    },
  };
}

function referenceOf(properties: Properties): string {
  const qualifier = textOf(properties, 'Qualifier');
  return `${textOf(properties, 'FunctionName')}${qualifier === undefined || qualifier === '$LATEST' ? '' : `:${qualifier}`}`;
}

function settingsOf(properties: Properties): EventSettings {
  return {
    maximumAgeSeconds: numberOf(properties, 'MaximumEventAgeInSeconds') ?? DEFAULT_EVENT_SETTINGS.maximumAgeSeconds,
    maximumRetries: numberOf(properties, 'MaximumRetryAttempts') ?? DEFAULT_EVENT_SETTINGS.maximumRetries,
  };
}
