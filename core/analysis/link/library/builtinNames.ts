/** Names that Python knows without an import. */

const NAMES = new Set(
  (
    "abs all any ascii bin bool breakpoint bytearray bytes callable chr classmethod compile complex delattr dict dir divmod " +
    "enumerate eval exec filter float format frozenset getattr globals hasattr hash hex id input int isinstance issubclass " +
    "iter len list locals map max min next object oct open ord pow print property range repr reversed round set setattr " +
    "slice sorted staticmethod str sum super tuple type vars zip __import__ NotImplemented __debug__ ArithmeticError " +
    "AssertionError AttributeError BaseException BaseExceptionGroup BlockingIOError BufferError ConnectionError EOFError " +
    "Exception ExceptionGroup FileExistsError FileNotFoundError ImportError IndexError InterruptedError IOError KeyError " +
    "KeyboardInterrupt LookupError MemoryError ModuleNotFoundError NameError NotADirectoryError NotImplementedError OSError " +
    "OverflowError PermissionError RecursionError ReferenceError RuntimeError RuntimeWarning StopAsyncIteration StopIteration " +
    "SyntaxError SystemError SystemExit TimeoutError TypeError UnicodeDecodeError UnicodeEncodeError UnicodeError UserWarning " +
    "ValueError Warning DeprecationWarning FutureWarning ZeroDivisionError"
  ).split(" "),
);

export function isBuiltin(name: string): boolean {
  return NAMES.has(name);
}
