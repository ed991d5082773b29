/** Random numbers from 0 (inclusive) to 1 (exclusive). A seeded source (`SeededGenerator`) makes a rehearsal repeatable. */
export type RandomSource = () => number;
