import { writeLine } from '../../lib/aws/event-log';

test('a line goes to standard output as it is: Lambda would put time and request id before what console prints', () => {
  const written = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  const printed = jest.spyOn(console, 'log').mockReturnValue();
  try {
    writeLine({ message: 'Look', stageMoved: true });
    expect(written.mock.calls).toEqual([['{"message":"Look","stageMoved":true}\n']]);
    expect(printed).not.toHaveBeenCalled();
  } finally {
    jest.restoreAllMocks();
  }
});
