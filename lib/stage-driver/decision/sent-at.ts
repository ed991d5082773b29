const DATE = /[?&]X-Amz-Date=(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z(?:&|$)/;

/**
 * When CloudFormation sent a request to a custom resource, in whole seconds: its `ResponseURL` is presigned, and has the date of that.
 *
 * Recorded on AWS, not documented. Undefined when a URL has none.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 */
export function sentAt(responseUrl: string): Date | undefined {
  const [, year, month, day, hours, minutes, seconds] = (DATE.exec(responseUrl) ?? []).map(Number);
  return seconds === undefined ? undefined : new Date(Date.UTC(year, month - 1, day, hours, minutes, seconds));
}
