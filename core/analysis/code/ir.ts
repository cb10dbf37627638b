/** A Python module as data: what linking evaluates. How text becomes this is read's work, what it means link's. */

/** Offsets in UTF-16 units into the file's text. */
export interface Spanned {
  readonly start: number;
  readonly end: number;
}

export type Expr = Spanned & ExprForm;

export type ExprForm =
  | { readonly kind: "name"; readonly id: string }
  | { readonly kind: "none" | "ellipsis" }
  | { readonly kind: "bool"; readonly value: boolean }
  | { readonly kind: "int" | "float" | "bytes"; readonly text: string }
  | { readonly kind: "str"; readonly value: string }
  | { readonly kind: "fstring"; readonly parts: readonly FStringPart[] }
  | { readonly kind: "attribute"; readonly object: Expr; readonly name: string; readonly nameStart: number }
  | { readonly kind: "call"; readonly func: Expr; readonly args: readonly Arg[] }
  | { readonly kind: "subscript"; readonly object: Expr; readonly index: Expr }
  | { readonly kind: "slice"; readonly lower?: Expr; readonly upper?: Expr; readonly step?: Expr }
  | { readonly kind: "list" | "tuple" | "set"; readonly items: readonly Expr[] }
  | { readonly kind: "dict"; readonly entries: readonly DictItem[] }
  | { readonly kind: "unary"; readonly op: string; readonly operand: Expr }
  | { readonly kind: "binary"; readonly op: string; readonly left: Expr; readonly right: Expr }
  /** `and`, `or`. */
  | { readonly kind: "boolean"; readonly op: string; readonly left: Expr; readonly right: Expr }
  | { readonly kind: "compare"; readonly ops: readonly string[]; readonly operands: readonly Expr[] }
  | { readonly kind: "conditional"; readonly test: Expr; readonly body: Expr; readonly otherwise: Expr }
  | { readonly kind: "lambda"; readonly params: readonly Param[]; readonly body: Expr }
  | {
      readonly kind: "comprehension";
      readonly of: "list" | "set" | "dict" | "generator";
      readonly element: Expr;
      /** Of a dict comprehension: `element` is the key. */
      readonly value?: Expr;
      readonly clauses: readonly Clause[];
    }
  | { readonly kind: "await" | "star"; readonly value: Expr }
  | { readonly kind: "yield"; readonly value?: Expr; readonly from?: true }
  | { readonly kind: "walrus"; readonly target: string; readonly value: Expr }
  /** A form that is not evaluated, or broken text. */
  | { readonly kind: "opaque"; readonly text: string; readonly broken: boolean }
  /** A literal of data larger than any setting; what it holds is left in the text. */
  | { readonly kind: "table" };

export type FStringPart =
  | { readonly kind: "text"; readonly value: string }
  /** `spec` is the format behind the colon, in parts where it has values in it. */
  | {
      readonly kind: "value";
      readonly expr: Expr;
      readonly conversion?: string;
      readonly spec?: string | readonly FStringPart[];
    };

export interface Arg extends Spanned {
  readonly name?: string;
  /** `*` or `**`. */
  readonly star?: 1 | 2;
  readonly value: Expr;
}

/** Without a key it is `**value`. */
export interface DictItem {
  readonly key?: Expr;
  readonly value: Expr;
}

export interface Clause {
  readonly target: Expr;
  readonly iter: Expr;
  readonly conditions: readonly Expr[];
}

export type ParamKind = "positionalOnly" | "normal" | "keywordOnly" | "star" | "doubleStar";

export interface Param extends Spanned {
  readonly name: string;
  readonly kind: ParamKind;
  /** As written, on one line. */
  readonly annotation?: string;
  readonly default?: Expr;
  readonly defaultText?: string;
}

export type Stmt = Spanned & StmtForm;

export type StmtForm =
  | { readonly kind: "import"; readonly names: readonly ImportedModule[] }
  | {
      readonly kind: "importFrom";
      /** Leading dots. */
      readonly level: number;
      readonly module: string;
      readonly names: readonly ImportedName[] | "*";
    }
  | { readonly kind: "assign"; readonly targets: readonly Expr[]; readonly value: Expr }
  | { readonly kind: "annotated"; readonly target: Expr; readonly annotation: string; readonly value?: Expr }
  | { readonly kind: "augmented"; readonly target: Expr; readonly op: string; readonly value: Expr }
  | { readonly kind: "expr"; readonly value: Expr }
  | FunctionForm
  | ClassForm
  | DeferredForm
  | { readonly kind: "if"; readonly test: Expr; readonly body: Block; readonly otherwise: Block }
  | {
      readonly kind: "for";
      readonly target: Expr;
      readonly iter: Expr;
      readonly body: Block;
      readonly otherwise: Block;
    }
  | { readonly kind: "while"; readonly test: Expr; readonly body: Block; readonly otherwise: Block }
  | {
      readonly kind: "try";
      readonly body: Block;
      readonly handlers: readonly Handler[];
      readonly otherwise: Block;
      readonly last: Block;
    }
  | { readonly kind: "with"; readonly items: readonly WithItem[]; readonly body: Block }
  | { readonly kind: "match"; readonly subject: Expr; readonly cases: readonly Case[] }
  | { readonly kind: "return"; readonly value?: Expr }
  | { readonly kind: "raise"; readonly value?: Expr }
  | { readonly kind: "assert"; readonly values: readonly Expr[] }
  | { readonly kind: "delete"; readonly targets: readonly Expr[] }
  | { readonly kind: "break" | "continue" | "pass" }
  | { readonly kind: "global" | "nonlocal"; readonly names: readonly string[] };

export type Block = readonly Stmt[];

/** The statement's span begins at the first decorator. */
export interface FunctionForm {
  readonly kind: "function";
  readonly name: string;
  /** Where `def` or `async` begins. */
  readonly defStart: number;
  readonly nameStart: number;
  readonly isAsync: boolean;
  readonly isGenerator: boolean;
  readonly decorators: readonly Expr[];
  readonly params: readonly Param[];
  /** The annotation as written, on one line. */
  readonly returns?: string;
  /** The docstring without indentation. */
  readonly doc?: string;
  readonly body: Block | UnreadBody;
}

/** A body that nothing asks for until the function is called: its text, which is a tenth of what it reads as. */
export interface UnreadBody {
  readonly kind: "unread";
  /** Where `text` stands in the file. */
  readonly start: number;
  /** With the indentation of its first line. */
  readonly text: string;
}

/** A function or class of the module that nobody asks for until its name is used: its text. What qualifies is deferred.ts's. */
export interface DeferredForm {
  readonly kind: "deferred";
  readonly name: string;
  /** From `def`, `async` or `class` on. */
  readonly text: string;
}

export interface ClassForm {
  readonly kind: "class";
  readonly name: string;
  readonly nameStart: number;
  readonly decorators: readonly Expr[];
  readonly bases: readonly Arg[];
  readonly body: Block;
}

export interface ImportedModule {
  readonly module: string;
  readonly as?: string;
}

export interface ImportedName {
  readonly name: string;
  readonly as?: string;
}

export interface Handler {
  readonly type?: Expr;
  readonly name?: string;
  readonly body: Block;
}

export interface WithItem {
  readonly value: Expr;
  readonly target?: Expr;
}

export interface Case {
  /** Literals and dotted names, one of which the subject must equal; absent for other patterns. */
  readonly literals?: readonly Expr[];
  /** `case _:` or a bare name, without a guard. */
  readonly always: boolean;
  /** Names that the pattern binds. */
  readonly binds: readonly string[];
  readonly guard?: Expr;
  readonly body: Block;
}

export type FunctionDef = Spanned & FunctionForm;
export type ClassDef = Spanned & ClassForm;
export type Deferred = Spanned & DeferredForm;
