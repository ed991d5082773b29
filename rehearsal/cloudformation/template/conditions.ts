import { evaluate, EvaluationScope } from './evaluation';
import { Template } from './template';
import { TemplateError } from './template-error';

/**
 * Evaluates the conditions of a template on demand, each once.
 *
 * @throws TemplateError (when asked) for conditions that refer to each other in a circle
 */
export function conditionLookup(template: Template, scope: Omit<EvaluationScope, 'condition'>): (name: string) => boolean | undefined {
  const declared = template.Conditions ?? {};
  const values = new Map<string, boolean | 'evaluating'>();
  const condition = (name: string): boolean | undefined => {
    const known = values.get(name);
    if (known === 'evaluating') { throw new TemplateError(`Template error: circular dependency between conditions, at ${name}.`); }
    if (known !== undefined || !(name in declared)) { return known; }
    values.set(name, 'evaluating');
    const value = evaluate(declared[name], { ...scope, condition }, { path: `Conditions.${name}` }) === true;
    values.set(name, value);
    return value;
  };
  return condition;
}
