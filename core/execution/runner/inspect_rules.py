# Part 13: what becomes of a proposal's program before it is judged: comments, prints and globals are cut out of its text,
# and banned words, banned keywords and the use of given functions are looked at. Nothing is executed.
import re
import tokenize

STRIP_COMMENTS, STRIP_PRINTS, STRIP_GLOBALS = 1, 2, 4
LINE_END = re.compile(r'\r\n|\r|\n')
KEPT_AT_TOP = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
DOCUMENTED = (ast.Module, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


class SourceText:
    """A program by lines, as the parser counts them, and the parts of it that are cut out or replaced."""

    def __init__(self, source):
        self.source = source
        self.starts = [0] + [match.end() for match in LINE_END.finditer(source)]
        self.edits = []

    def line(self, number):
        """The text of a line, from 1, with its end."""
        end = self.starts[number] if number < len(self.starts) else len(self.source)
        return self.source[self.starts[number - 1]:end]

    def place(self, number, column):
        """The parser counts columns in bytes."""
        before = self.line(number).encode('utf-8', 'surrogatepass')[:column]
        return self.starts[number - 1] + len(before.decode('utf-8', 'surrogatepass'))

    def tokens(self):
        """With the line ends that tokenize knows everywhere; places stay, as they are lines and columns."""
        lines = iter([LINE_END.sub('\n', self.line(number)) for number in range(1, len(self.starts) + 1)])
        return tokenize.generate_tokens(lambda: next(lines, ''))

    def cut_comment(self, row, column):
        begin = self.starts[row - 1] + column
        text = self.line(row)
        end = self.starts[row - 1] + len(text.rstrip('\r\n'))
        if text[:column].strip():
            begin -= len(text[:column]) - len(text[:column].rstrip())
        else:
            begin, end = self.starts[row - 1], self.starts[row - 1] + len(text)
        self.edits.append((begin, end, ''))

    def cut_statement(self, node, needed):
        """`needed`: something must stand there, as it is all that its body has."""
        begin, end = self.place(node.lineno, node.col_offset), self.place(node.end_lineno, node.end_col_offset)
        line_begin = self.starts[node.lineno - 1]
        line_end = self.starts[node.end_lineno - 1] + len(self.line(node.end_lineno))
        rest = self.source[end:line_end].strip()
        alone = not self.source[line_begin:begin].strip() and (not rest or rest.startswith('#'))
        alone = alone and not self.source[:line_begin].rstrip('\r\n').endswith('\\')  # the line before goes on here
        if needed or not alone:
            self.edits.append((begin, end, 'pass'))
        else:
            self.edits.append((line_begin, line_end, ''))

    def edited(self):
        text, at = [], 0
        for begin, end, instead in sorted(self.edits, key=lambda edit: (edit[0], -edit[1])):
            if begin < at:  # inside of what was cut already
                continue
            text += [self.source[at:begin], instead]
            at = end
        return ''.join(text) + self.source[at:]


def is_docstring(node, first):
    return first and isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def is_print(node):
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Name) \
        and node.value.func.id == 'print'


def binds(tree, name):
    return any(isinstance(node, ast.Name) and node.id == name and not isinstance(node.ctx, ast.Load) or
               isinstance(node, ast.arg) and node.arg == name or
               isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and node.name == name or
               isinstance(node, ast.alias) and (node.asname or node.name.split('.')[0]) == name
               for node in ast.walk(tree))


def stripped(source, tree, what):
    """The text without what is to be stripped; the rest of it stands as it was written."""
    text = SourceText(source)
    prints = what & STRIP_PRINTS and not binds(tree, 'print')
    for owner in ast.walk(tree):
        for field in ('body', 'orelse', 'finalbody'):
            body = getattr(owner, field, None)
            if not isinstance(body, list):
                continue
            top = isinstance(owner, ast.Module)
            goes = []
            leading = True  # docstrings stand at the beginning of a body
            for node in body:
                leading = leading and field == 'body' and isinstance(owner, DOCUMENTED) and is_docstring(node, True)
                if leading and what & STRIP_COMMENTS or prints and is_print(node) \
                        or top and what & STRIP_GLOBALS and not isinstance(node, KEPT_AT_TOP):
                    goes.append(node)
            for node in goes:
                text.cut_statement(node, len(goes) == len(body) and node is goes[0] and not top)
    if what & STRIP_COMMENTS:
        for token in text.tokens():
            if token.type == tokenize.COMMENT:
                text.cut_comment(*token.start)
    if not text.edits:
        return source
    return LINE_END.sub('\n', text.edited()).strip('\n')


def parts_within(parts, banned):
    """Whether the components of a dotted word stand one after the other among those of a name."""
    return any(parts[at:at + len(banned)] == banned for at in range(len(parts) - len(banned) + 1))


def dotted(node):
    """The components of `a.b.c`, else none."""
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return [node.id] + parts[::-1] if isinstance(node, ast.Name) else []


def banned_words(trees, words):
    """Findings: a word is used by whoever imports it, or reads it as a name that the program does not bind itself."""
    bound = {node.id for tree in trees for node in ast.walk(tree)
             if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)}
    bound |= {node.arg for tree in trees for node in ast.walk(tree) if isinstance(node, ast.arg)}
    bound |= {node.name for tree in trees for node in ast.walk(tree)
              if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))}
    for tree in trees:
        for node in ast.walk(tree):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name.split('.') for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [(node.module or '').split('.') + [alias.name] for alias in node.names]
            elif isinstance(node, (ast.Attribute, ast.Name)) and isinstance(node.ctx, ast.Load):
                parts = dotted(node)
                names = [parts] if parts and parts[0] not in bound else []
            for word in words:
                if any(parts_within(parts, word.split('.')) for parts in names):
                    yield 'banned_word:%d:%d:%s' % (getattr(node, 'lineno', 0), getattr(node, 'col_offset', 0), word)


def banned_keywords(source, keywords):
    for token in SourceText(source).tokens():
        if token.type == tokenize.NAME and token.string in keywords:
            yield 'banned_keyword:%d:%d:%s' % (token.start + (token.string,))


def given_functions(tree, count):
    """Findings about the functions g_0, g_1, … that a program was given: each is defined once, where it was given, and f
    itself calls each."""
    names = ['g_%d' % number for number in range(count)]
    definitions = dict.fromkeys(names, 0)
    for node in ast.walk(tree):
        bound = ()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            bound = (node.name,)
        elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            bound = (node.id,)
        elif isinstance(node, ast.arg):
            bound = (node.arg,)
        elif isinstance(node, ast.alias):
            bound = (node.asname or node.name.split('.')[0],)
        else:
            bound = tuple(one for one in (getattr(node, 'name', None), getattr(node, 'rest', None)) if isinstance(one, str))
        for name in bound:
            if name in definitions:
                definitions[name] += 1
    for name in names:
        if definitions[name] != 1:
            yield 'composite_redefined:0:0:' + name
    entry = next((node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == 'f'), None)
    called = {node.func.id for node in ast.walk(entry) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)} \
        if entry else set()
    for name in names:
        if name not in called:
            yield 'composite_unused:0:0:' + name


def ruled(program, imports, rules):
    """(the program as it is to be judged and run, findings); a program that does not parse stays as it is, for the
    parser's verdict to come. What parses and cannot be read by tokens is a finding: rules never let pass what they
    did not see."""
    strip, words, keywords, given = rules
    try:
        tree = ast.parse(program)
        trees = [ast.parse(one) for one in imports]
    except (SyntaxError, ValueError):
        return program, []
    try:
        if strip:
            program = stripped(program, tree, strip)
            tree = ast.parse(program)
        findings = list(banned_words(trees + [tree], words)) if words else []
        findings += banned_keywords(program, keywords) if keywords else ()
        findings += given_functions(tree, given) if given else ()
    except (SyntaxError, ValueError, tokenize.TokenError):
        return program, ['unreadable_tokens:0:0:']
    return program, findings
