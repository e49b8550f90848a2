/**
 * The grammar of one line. It is wider than the language on purpose: mistakes that people are known to make (a colon before the
 * type, `[T]`, a trailing comma, an argument without a value) have a place in it, so that `cst-to-ast.ts` can name them. What is
 * left over is a plain "unexpected … expected …".
 *
 * Lines are cut out by `outline.ts`; newlines therefore mean nothing here, and recovery is off.
 */
import { type CstNode, CstParser, type IRecognitionException, type IToken } from "chevrotain";
import {
  allTokens,
  At,
  Bang,
  Colon,
  Comma,
  Dot,
  DoubleAt,
  Equals,
  LeftBrace,
  LeftParen,
  LeftSquare,
  NumberLiteral,
  Question,
  RightBrace,
  RightParen,
  RightSquare,
  StringLiteral,
  Word,
} from "./tokens.ts";

export class LineParser extends CstParser {
  constructor() {
    super(allTokens, { recoveryEnabled: false, maxLookahead: 2, nodeLocationTracking: "none" });
    this.performSelfAnalysis();
  }

  /** A line of a model: as a rule one member, but `{ id Int @id  name String }` may stand on one line. */
  readonly modelLine = this.RULE("modelLine", () => {
    this.AT_LEAST_ONE(() => {
      this.OR([{ ALT: () => this.SUBRULE(this.blockAttribute) }, { ALT: () => this.SUBRULE(this.field) }]);
    });
  });

  readonly enumLine = this.RULE("enumLine", () => {
    this.AT_LEAST_ONE(() => {
      this.OR([{ ALT: () => this.SUBRULE(this.blockAttribute) }, { ALT: () => this.SUBRULE(this.member) }]);
    });
  });

  /** A line of a block of settings: `provider = "sqlite"`, `codec: "./money.js"`; several may stand on one line. */
  readonly settingLine = this.RULE("settingLine", () => {
    this.AT_LEAST_ONE(() => this.SUBRULE(this.setting));
  });

  readonly setting = this.RULE("setting", () => {
    this.CONSUME(Word, { LABEL: "name" });
    this.OR([
      { ALT: () => this.CONSUME(Equals, { LABEL: "sign" }) },
      { ALT: () => this.CONSUME(Colon, { LABEL: "sign" }) },
    ]);
    this.OPTION(() => this.SUBRULE(this.value));
    this.OPTION1(() => this.CONSUME(Comma));
  });

  /** What stands behind the `=` of a scalar: its type and native type. */
  readonly scalarHead = this.RULE("scalarHead", () => {
    this.CONSUME(Word, { LABEL: "name" });
    this.MANY(() => this.SUBRULE(this.attribute));
  });

  readonly field = this.RULE("field", () => {
    this.CONSUME(Word, { LABEL: "name" });
    this.OPTION(() => this.CONSUME(Colon));
    this.OPTION1(() => this.SUBRULE(this.type));
    this.MANY(() => this.SUBRULE(this.attribute));
  });

  readonly type = this.RULE("type", () => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(Word, { LABEL: "name" });
          this.OPTION(() => this.SUBRULE(this.argumentList));
        },
      },
      {
        ALT: () => {
          this.CONSUME(LeftSquare, { LABEL: "legacyList" });
          this.CONSUME1(Word, { LABEL: "name" });
          this.CONSUME(RightSquare);
        },
      },
    ]);
    this.MANY(() => {
      this.OR1([
        {
          ALT: () => {
            this.CONSUME1(LeftSquare, { LABEL: "list" });
            this.CONSUME1(RightSquare);
          },
        },
        { ALT: () => this.CONSUME(Question, { LABEL: "optional" }) },
        { ALT: () => this.CONSUME(Bang, { LABEL: "legacyRequired" }) },
      ]);
    });
  });

  readonly member = this.RULE("member", () => {
    this.CONSUME(Word, { LABEL: "name" });
    this.MANY(() => this.SUBRULE(this.attribute));
  });

  readonly attribute = this.RULE("attribute", () => {
    this.CONSUME(At, { LABEL: "sign" });
    this.SUBRULE(this.dottedName);
    this.OPTION(() => this.SUBRULE(this.argumentList));
  });

  readonly blockAttribute = this.RULE("blockAttribute", () => {
    this.CONSUME(DoubleAt, { LABEL: "sign" });
    this.SUBRULE(this.dottedName);
    this.OPTION(() => this.SUBRULE(this.argumentList));
  });

  readonly dottedName = this.RULE("dottedName", () => {
    this.CONSUME(Word, { LABEL: "part" });
    this.MANY(() => {
      this.CONSUME(Dot);
      this.CONSUME1(Word, { LABEL: "part" });
    });
  });

  readonly argumentList = this.RULE("argumentList", () => {
    this.CONSUME(LeftParen, { LABEL: "open" });
    this.OPTION(() => this.SUBRULE(this.argument));
    this.MANY(() => {
      this.CONSUME(Comma);
      this.OPTION1(() => this.SUBRULE1(this.argument));
    });
    this.CONSUME(RightParen, { LABEL: "close" });
  });

  readonly argument = this.RULE("argument", () => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(Word, { LABEL: "name" });
          this.CONSUME(Colon);
          this.OPTION(() => this.SUBRULE(this.value));
        },
      },
      { ALT: () => this.SUBRULE1(this.value) },
    ]);
    this.OPTION1(() => this.CONSUME1(Word, { LABEL: "sort" }));
  });

  readonly value = this.RULE("value", () => {
    this.OR([
      { ALT: () => this.CONSUME(StringLiteral, { LABEL: "string" }) },
      { ALT: () => this.CONSUME(NumberLiteral, { LABEL: "number" }) },
      { ALT: () => this.SUBRULE(this.list) },
      { ALT: () => this.SUBRULE(this.object) },
      {
        ALT: () => {
          this.SUBRULE(this.dottedName);
          this.OPTION(() => this.SUBRULE(this.argumentList));
        },
      },
    ]);
  });

  /** `{ active: true, deletedAt: null }`. */
  readonly object = this.RULE("object", () => {
    this.CONSUME(LeftBrace, { LABEL: "open" });
    this.MANY_SEP({
      SEP: Comma,
      DEF: () => {
        this.CONSUME(Word, { LABEL: "name" });
        this.CONSUME(Colon);
        this.SUBRULE(this.value);
      },
    });
    this.CONSUME(RightBrace, { LABEL: "close" });
  });

  readonly list = this.RULE("list", () => {
    this.CONSUME(LeftSquare, { LABEL: "open" });
    this.OPTION(() => this.SUBRULE(this.value));
    this.MANY(() => {
      this.CONSUME(Comma);
      this.OPTION1(() => this.SUBRULE1(this.value));
    });
    this.CONSUME(RightSquare, { LABEL: "close" });
  });
}

/** Building it analyses the whole grammar, some milliseconds; parsing keeps no state between lines. */
const parser = new LineParser();

export type LineRule = "modelLine" | "enumLine" | "settingLine" | "scalarHead";

/** Parses one line. The tree is null where the line has an error; there is at most one. */
export function parseLine(
  rule: LineRule,
  tokens: readonly IToken[],
): { readonly tree: CstNode | null; readonly error: IRecognitionException | null } {
  parser.input = tokens as IToken[]; // Chevrotain only reads it.
  const tree = withoutStackTraces(() => parser[rule]());
  const error = parser.errors[0] ?? null;
  return { tree: error === null ? tree : null, error };
}

/**
 * Chevrotain throws an error at every wrong line and catches it. Collecting its stack trace would take many times as long as the parse,
 * and nobody looks at it.
 */
function withoutStackTraces<T>(parse: () => T): T {
  const before = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return parse();
  } finally {
    Error.stackTraceLimit = before;
  }
}
