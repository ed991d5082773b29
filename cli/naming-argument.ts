import { Command, InvalidArgumentError } from 'commander';
import { InputError } from './input-error';

/**
 * Reads a name. An empty one is most often a variable of the shell that is not set. AWS could take it for a name that was not given.
 *
 * @throws InvalidArgumentError
 */
export function nameOfSomething(option: string): (text: string) => string {
  return (text) => {
    if (text.trim() === '') { throw new InvalidArgumentError(`${option} must not be empty. Is a variable of the shell not set?`); }
    return text;
  };
}

/** Reads `--endpoint-url`: where AWS answers. @throws InvalidArgumentError */
export function endpointUrl(text: string): string {
  const url = nameOfSomething('--endpoint-url')(text);
  if (!isEndpoint(url)) {
    throw new InvalidArgumentError(`--endpoint-url must begin with http:// or https://, got '${url}'.`);
  }
  return url;
}

/**
 * Checks where the environment says that AWS answers, for a command that asks AWS and was not told otherwise. The SDK ignores an empty one.
 *
 * @throws InputError
 */
export function checkEndpointVariables(command: Command, environment: Readonly<Record<string, string | undefined>>): void {
  const asksAws = command.options.some((option) => option.attributeName() === 'endpointUrl') && !command.args.some((arg) => arg.includes('://'));
  if (!asksAws || command.opts().endpointUrl !== undefined || environment.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS === 'true') { return; }
  for (const [name, url] of Object.entries(environment).filter(([key, value]) => key.startsWith('AWS_ENDPOINT_URL') && value)) {
    if (!isEndpoint(url!)) {
      throw new InputError(`The variable ${name} of the environment must begin with http:// or https://, got '${url}'. Correct it, or take it away.`);
    }
  }
}

function isEndpoint(url: string): boolean {
  return /^https?:\/\//.test(url) && URL.canParse(url);
}
