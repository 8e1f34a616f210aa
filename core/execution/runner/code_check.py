# Part 5: the second gate of the pooled tier, on the compiled code. It knows nothing of syntax trees and would hold if
# the inspector were wrong: no instruction, attribute, name or constant that is not listed is executed.
import opcode
import re

# Pseudo-instructions, above 255, stand in no code.
OPCODES = {name: number for name, number in opcode.opmap.items() if number < 256}
ADMITTED_OPS = frozenset(OPCODES[name] for name in (
    'CACHE NOP RESUME EXTENDED_ARG NOT_TAKEN POP_TOP PUSH_NULL COPY SWAP ROT_TWO ROT_THREE ROT_FOUR ROT_N DUP_TOP '
    'DUP_TOP_TWO UNARY_POSITIVE UNARY_NEGATIVE UNARY_NOT UNARY_INVERT TO_BOOL BINARY_OP BINARY_POWER BINARY_MULTIPLY '
    'BINARY_MODULO BINARY_ADD BINARY_SUBTRACT BINARY_FLOOR_DIVIDE BINARY_TRUE_DIVIDE BINARY_LSHIFT BINARY_RSHIFT '
    'BINARY_AND BINARY_XOR BINARY_OR INPLACE_POWER INPLACE_MULTIPLY INPLACE_MODULO INPLACE_ADD INPLACE_SUBTRACT '
    'INPLACE_FLOOR_DIVIDE INPLACE_TRUE_DIVIDE INPLACE_LSHIFT INPLACE_RSHIFT INPLACE_AND INPLACE_XOR INPLACE_OR '
    'BINARY_SUBSCR STORE_SUBSCR DELETE_SUBSCR BINARY_SLICE STORE_SLICE GET_ITER GET_LEN MATCH_MAPPING MATCH_SEQUENCE '
    'MATCH_KEYS COPY_DICT_WITHOUT_KEYS LIST_EXTEND LIST_APPEND SET_ADD SET_UPDATE MAP_ADD DICT_MERGE DICT_UPDATE '
    'LIST_TO_TUPLE BUILD_TUPLE BUILD_LIST BUILD_SET BUILD_MAP BUILD_CONST_KEY_MAP BUILD_STRING BUILD_SLICE FORMAT_VALUE '
    'FORMAT_SIMPLE FORMAT_WITH_SPEC CONVERT_VALUE LOAD_CONST LOAD_SMALL_INT LOAD_COMMON_CONSTANT LOAD_NAME STORE_NAME '
    'DELETE_NAME LOAD_GLOBAL LOAD_FAST LOAD_FAST_CHECK LOAD_FAST_AND_CLEAR LOAD_FAST_LOAD_FAST LOAD_FAST_BORROW '
    'LOAD_FAST_BORROW_LOAD_FAST_BORROW STORE_FAST STORE_FAST_LOAD_FAST STORE_FAST_STORE_FAST STORE_FAST_MAYBE_NULL '
    'DELETE_FAST LOAD_DEREF STORE_DEREF LOAD_CLOSURE MAKE_CELL COPY_FREE_VARS MAKE_FUNCTION SET_FUNCTION_ATTRIBUTE '
    'PRECALL CALL CALL_KW CALL_FUNCTION CALL_FUNCTION_KW CALL_FUNCTION_EX CALL_METHOD CALL_INTRINSIC_1 KW_NAMES '
    'LOAD_METHOD LOAD_ATTR COMPARE_OP IS_OP CONTAINS_OP JUMP_FORWARD JUMP_BACKWARD JUMP_BACKWARD_NO_INTERRUPT '
    'JUMP_ABSOLUTE JUMP_IF_TRUE_OR_POP JUMP_IF_FALSE_OR_POP JUMP_IF_NOT_EXC_MATCH POP_JUMP_IF_TRUE POP_JUMP_IF_FALSE '
    'POP_JUMP_IF_NONE POP_JUMP_IF_NOT_NONE POP_JUMP_FORWARD_IF_TRUE POP_JUMP_FORWARD_IF_FALSE POP_JUMP_FORWARD_IF_NONE '
    'POP_JUMP_FORWARD_IF_NOT_NONE POP_JUMP_BACKWARD_IF_TRUE POP_JUMP_BACKWARD_IF_FALSE POP_JUMP_BACKWARD_IF_NONE '
    'POP_JUMP_BACKWARD_IF_NOT_NONE FOR_ITER END_FOR POP_ITER UNPACK_SEQUENCE UNPACK_EX RETURN_VALUE RETURN_CONST '
    'RAISE_VARARGS RERAISE SETUP_FINALLY POP_BLOCK POP_EXCEPT PUSH_EXC_INFO CHECK_EXC_MATCH LOAD_ASSERTION_ERROR '
    'RETURN_GENERATOR GEN_START YIELD_VALUE').split() if name in OPCODES)
# A generator expression has no handler that could run when it is dropped, and its frame cannot be asked for.
GENERATOR_OPS = frozenset(OPCODES[name] for name in ('RETURN_GENERATOR', 'GEN_START', 'YIELD_VALUE')
                          if name in OPCODES)
GENERATOR_FLAGS, OTHER_FLAGS = 0x20, 0x80 | 0x100 | 0x200  # generator; coroutines
HANDLER_OPS = frozenset(OPCODES[name] for name in ('SETUP_FINALLY', 'CHECK_EXC_MATCH', 'JUMP_IF_NOT_EXC_MATCH')
                        if name in OPCODES)
EXTENDED = OPCODES['EXTENDED_ARG']
# LOAD_ATTR also calls methods since 3.12: its lowest bit says so.
ATTRIBUTE_OPS = {OPCODES[name]: shift for name, shift in (
    ('LOAD_ATTR', 1 if sys.version_info >= (3, 12) else 0), ('LOAD_METHOD', 0)) if name in OPCODES}
INTRINSIC, INTRINSICS = OPCODES.get('CALL_INTRINSIC_1', -1), (3, 5, 6)  # end of iteration, +x, list to tuple
STORE_CELL = OPCODES['STORE_DEREF']
WATCHED_OPS = frozenset(ATTRIBUTE_OPS) | {STORE_CELL} | ({INTRINSIC} - {-1})
ADMITTED_CONSTANTS = frozenset((type(None), bool, int, float, complex, str, bytes, type(...)))


def make_code_check():
    """A function of a module's code and its bindings: whether the pooled tier may run it. Captures what it needs."""
    code_type, size, kind, pieces = types.CodeType, len, type, (tuple, frozenset)
    own = frozenset(('__name__', '__doc__'))
    ops, attributes, absent = ADMITTED_OPS, POOL_ATTRIBUTES, BUILTIN_NAMES - POOL_NAMES - own
    members, watched = POOL_MODULES, re.compile(b'[' + re.escape(bytes(sorted(WATCHED_OPS))) + b']').finditer

    def constant(value):
        if kind(value) in pieces:
            for one in value:
                if not constant(one):
                    return False
            return True
        return kind(value) in ADMITTED_CONSTANTS

    def stores_own_cell(code, argument):
        if hasattr(code, '_varname_from_oparg'):
            return code._varname_from_oparg(argument) not in code.co_freevars
        return argument < size(code.co_cellvars)

    def instructions(code, modules):
        raw, names = code.co_code, code.co_names
        numbers = raw[::2]
        used = set(numbers)
        if not used <= ops:
            return False
        generator = code.co_name == '<genexpr>'
        if used & GENERATOR_OPS and not generator or generator and used & HANDLER_OPS:
            return False
        for place in watched(numbers):
            at = place.start()
            op, argument = numbers[at], raw[2 * at + 1]
            if at and numbers[at - 1] == EXTENDED:
                return False
            if op == INTRINSIC:
                if argument not in INTRINSICS:
                    return False
            elif op == STORE_CELL:
                if not stores_own_cell(code, argument):
                    return False
            elif names[argument >> ATTRIBUTE_OPS[op]] not in attributes \
                    and names[argument >> ATTRIBUTE_OPS[op]] not in modules:
                return False
        return True

    def admitted(code, bindings):
        modules = set()
        for one in bindings:
            modules.update(members.get(one, ()))
        left = [code]
        while left:
            code = left.pop()
            if code.co_flags & OTHER_FLAGS or code.co_flags & GENERATOR_FLAGS and code.co_name != '<genexpr>':
                return False
            for name in code.co_names:
                if name in absent or name[:2] == '__' and name not in own:
                    return False
            if not instructions(code, modules):
                return False
            for value in code.co_consts:
                if kind(value) is code_type:
                    left.append(value)
                elif not constant(value):
                    return False
        return True

    return admitted
