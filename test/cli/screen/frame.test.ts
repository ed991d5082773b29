import { Frame } from '../../../cli/screen/frame';

/** A terminal that does what it is told to, as far as a frame tells it. */
class Grid {
  columns = 40;
  rows = 10;
  lines: string[] = [''];
  written = 0;
  cursorIsHidden = false;
  row = 0;

  write = (text: string): void => {
    this.written += text.length;
    // eslint-disable-next-line no-control-regex
    for (const [part] of text.matchAll(/\u001b\[[?0-9]*[A-Za-z]|\r|\n|[^\u001b\r\n]+/g)) {
      if (part === '\n') {
        this.row++;
        this.lines[this.row] ??= '';
      } else if (part === '\u001b[?25l') { this.cursorIsHidden = true; } else if (part === '\u001b[?25h') {
        this.cursorIsHidden = false;
      } else if (part.endsWith('A')) {
        this.row -= Number(/\d+/.exec(part)![0]);
      } else if (part === '\u001b[K') { continue; } else if (part === '\u001b[J') {
        this.lines = [...this.lines.slice(0, this.row), ''];
      } else if (part !== '\r') {
        this.lines[this.row] = part;
      }
    }
  };

  get seen(): string[] {
    return this.lines.slice(0, -1);
  }
}

let grid: Grid;
let frame: Frame;
beforeEach(() => {
  grid = new Grid();
  frame = new Frame(grid);
});

test('only lines that changed are written again', () => {
  frame.draw(['a long first line that stays', 'two']);
  const before = grid.written;
  frame.draw(['a long first line that stays', 'three']);
  expect(grid.seen).toEqual(['a long first line that stays', 'three']);
  expect(grid.written - before).toBeLessThan(25);
});

test('a shorter picture leaves nothing of the one before', () => {
  frame.draw(['one', 'two', 'three']);
  frame.draw(['one']);
  expect(grid.seen).toEqual(['one']);
});

test('a picture that is higher than the terminal is cut, and says how much is missing', () => {
  grid.rows = 4;
  frame.draw(['1', '2', '3', '4', '5']);
  expect(grid.seen).toEqual(['1', '2', '… 3 more lines']);
});

test('a line is never broken by the terminal: it is cut at its width', () => {
  grid.columns = 10;
  frame.draw(['0123456789abc']);
  expect(grid.seen).toEqual(['012345678…']);
});

test('after the width has changed everything is drawn anew', () => {
  frame.draw(['one', 'two']);
  grid.columns = 60;
  frame.draw(['one', 'two']);
  expect(grid.seen).toEqual(['one', 'two']);
});

test('the cursor is hidden while it draws, and comes back', () => {
  frame.draw(['one']);
  expect(grid.cursorIsHidden).toBe(true);
  frame.close();
  expect(grid.cursorIsHidden).toBe(false);
  expect(grid.seen).toEqual(['one']);
});

test('in a terminal that has become narrower it begins where the broken lines of the picture before begin', () => {
  frame.draw(['a line of thirty-two characters.', 'two']);
  // As a terminal breaks it at 20 columns.
  grid.columns = 20;
  grid.lines = ['a line of thirty-two', ' characters.', 'two', ''];
  grid.row = 3;
  frame.draw(['one', 'two']);
  expect(grid.seen).toEqual(['one', 'two']);
});
