/** Compares a value of a line with what a pattern says. */
export type Compare = (value: string | number | boolean) => boolean;

/** Reads the right side of a comparison: a number, a text with `*` at its ends, quoted or not. undefined when it is none */
export function comparison(operator: string, operand: string): Compare | undefined {
  const quoted = /^"((?:[^"\\]|\\.)*)"$/.exec(operand)?.[1]?.replace(/\\(.)/g, '$1');
  const isNumber = quoted === undefined && /^-?\d+(\.\d+)?$/.test(operand);
  if (isNumber) { return numberComparison(operator, Number(operand)); }
  const text = quoted ?? (/^[\w*.:/=-]+$/.test(operand) ? operand : undefined);
  if (text === undefined || (operator !== '=' && operator !== '!=')) { return undefined; }
  const matches = (value: string | number | boolean) => wildcard(text).test(String(value));
  return operator === '=' ? matches : (value) => !matches(value);
}

function numberComparison(operator: string, number: number): Compare | undefined {
  const compared = (compare: (value: number) => boolean): Compare => (value) => {
    const read = typeof value === 'boolean' || value === '' ? NaN : Number(value);
    return !Number.isNaN(read) && compare(read);
  };
  switch (operator) {
    case '=': return compared((value) => value === number);
    case '!=': return compared((value) => value !== number);
    case '>': return compared((value) => value > number);
    case '<': return compared((value) => value < number);
    case '>=': return compared((value) => value >= number);
    case '<=': return compared((value) => value <= number);
    default: return undefined;
  }
}

function wildcard(text: string): RegExp {
  return new RegExp(`^${text.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('[^]*')}$`);
}
