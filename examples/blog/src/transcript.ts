/** What the tutorial tells: steps, the lines of each, and how many statements it sent. It is printed as it grows. */
import { recordStatements, type StatementRecord, type StatementSource } from "@joinery/runtime/testing";

export interface Step {
  readonly title: string;
  readonly lines: string[];
  /** Queries and writes. What begins and ends transactions is not counted. */
  statements: number;
}

type Print = (line: string) => void;

export class Transcript {
  readonly #steps: Step[] = [];
  readonly #record: StatementRecord;
  readonly #print: Print;
  readonly #printAside: Print;

  constructor(source: StatementSource, print: Print, printAside = print) {
    this.#record = recordStatements(source);
    this.#print = print;
    this.#printAside = printAside;
  }

  /** Begins a step, which ends the one before. */
  step(title: string): void {
    this.#endStep();
    this.#steps.push({ title, lines: [], statements: 0 });
    this.#print(`${this.#steps.length}. ${title}`);
  }

  say(line: string): void {
    this.#steps.at(-1)?.lines.push(line);
    this.#print(`   ${line}`);
  }

  end(): readonly Step[] {
    this.#endStep();
    this.#record.stop();
    return this.#steps;
  }

  #endStep(): void {
    const step = this.#steps.at(-1);
    if (step === undefined) return;
    step.statements = this.#record.count;
    this.#record.clear();
    this.#printAside(`   ${step.statements} ${step.statements === 1 ? "statement" : "statements"}\n`);
  }
}
