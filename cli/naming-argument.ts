import { InvalidArgumentError } from 'commander';

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
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) {
    throw new InvalidArgumentError(`--endpoint-url must begin with http:// or https://, got '${url}'.`);
  }
  return url;
}
