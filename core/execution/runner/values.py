# Part 1 of the jail's helper script: values as exact-type trees.
# Everything here is captured before user code runs; a user's __eq__, __hash__, __repr__ or __iter__ is never called.
# The tree is marshalled (format 2, which has no back references); a tuple that starts with Ellipsis is an escape:
# (..., 'kind', payload...). Ellipsis itself is written as such an escape, so a user's tuple cannot forge one.
import marshal
import operator
import os
import resource
import struct
import sys
import time
from collections import Counter, OrderedDict, defaultdict, deque

MAX_BYTES = 65536
MAX_DEPTH = 100
MAX_INT_BITS = 217000  # about 64 KiB of decimal digits
type_name = type.__dict__['__name__'].__get__
FACTORIES = ((int, 'int'), (list, 'list'), (str, 'str'), (float, 'float'), (dict, 'dict'), (set, 'set'),
             (tuple, 'tuple'), (bool, 'bool'), (None, 'None'))


class Refused(Exception):
    """The value has no exact-type tree; args[0] is the rule."""


class TooLong(Exception):
    pass


def make_encoder():
    dumps = marshal.dumps
    escape = ...

    def pairs(value, depth, budget):
        # dict.items is called on the class, so that no subclass can lie about its content.
        return tuple([(tree(k, depth, budget), tree(v, depth, budget)) for k, v in dict.items(value)])

    def tree(value, depth, budget):
        kind = type(value)
        if kind is str or kind is bool or kind is float or value is None:
            return value
        if kind is int:
            if value.bit_length() > MAX_INT_BITS:
                raise TooLong
            return value
        if kind is bytes or kind is complex:
            return value
        if value is escape:
            return (escape, 'Ellipsis', None)
        if depth > MAX_DEPTH:
            raise Refused('nesting')
        depth += 1
        if kind is range:
            return (escape, 'range', value.start, value.stop, value.step)
        if kind is not list and kind is not tuple and kind is not dict and kind is not set \
                and kind is not frozenset and kind is not deque and kind is not Counter \
                and kind is not defaultdict and kind is not OrderedDict:
            raise Refused('not_a_literal:' + type_name(kind))
        budget[0] -= len(value) + 1
        if budget[0] < 0:
            raise TooLong
        if kind is list:
            return [tree(x, depth, budget) for x in value]
        if kind is tuple:
            return tuple([tree(x, depth, budget) for x in value])
        if kind is dict:
            return {tree(k, depth, budget): tree(v, depth, budget) for k, v in value.items()}
        if kind is set:
            return {tree(x, depth, budget) for x in value}
        if kind is frozenset:
            return frozenset([tree(x, depth, budget) for x in value])
        if kind is deque:
            return (escape, 'deque', [tree(x, depth, budget) for x in value], value.maxlen)
        if kind is Counter:
            return (escape, 'Counter', pairs(value, depth, budget))
        if kind is OrderedDict:
            return (escape, 'OrderedDict', tuple([(tree(k, depth, budget), tree(OrderedDict.__getitem__(value, k),
                    depth, budget)) for k in OrderedDict.__iter__(value)]))
        for factory, name in FACTORIES:
            if value.default_factory is factory:
                return (escape, 'defaultdict', name, pairs(value, depth, budget))
        raise Refused('not_a_literal:default_factory')

    def encode(value):
        """The marshalled tree; raises Refused or TooLong."""
        kind = type(value)
        if kind is str and len(value) > MAX_BYTES:
            raise TooLong
        data = dumps(tree(value, 0, [MAX_BYTES]), 2)
        if len(data) > MAX_BYTES:
            raise TooLong
        return data

    return encode
