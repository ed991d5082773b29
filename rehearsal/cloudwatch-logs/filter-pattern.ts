import { FilterPattern, InvalidPattern } from './found-line';
import { jsonPattern } from './json-pattern';
import { spaceDelimitedPattern } from './space-delimited-pattern';
import { termPattern } from './term-pattern';

/**
 * Reads a pattern of CloudWatch Logs: terms and phrases, JSON, or space-delimited columns. The empty one matches every line.
 *
 * @throws InvalidPattern when it is none, or has regular expressions or other parts that the engine does not play
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function filterPattern(pattern: string): FilterPattern {
  const text = pattern.trim();
  if (text === '') { return () => ({ values: {} }); }
  if (text.includes('%')) { throw new InvalidPattern(pattern, 'regular expressions are not played'); }
  if (text.startsWith('{')) { return jsonPattern(text); }
  return text.startsWith('[') ? spaceDelimitedPattern(text) : termPattern(text);
}
