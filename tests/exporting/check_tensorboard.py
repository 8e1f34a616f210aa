#!/usr/bin/env python3
"""Holds event files of ours against TensorBoard's own code; no part of the suite.

    python3 -m venv VENV && VENV/bin/pip install tensorboard setuptools
    VENV/bin/python tests/exporting/check_tensorboard.py goldens          the bytes in tst_event_records.cpp
    VENV/bin/python tests/exporting/check_tensorboard.py read FOLDER      what TensorBoard's readers make of a run's folder:
                                                                    both, the accumulator and the one written in Rust
    VENV/bin/python tests/exporting/check_tensorboard.py check DIR CSV    the same for each run of an export, held against
                                                                    the CSV export of the same runs: every step once,
                                                                    every value equal in single precision
"""
import csv
import json
import os
import struct
import subprocess
import sys
import time
import urllib.request


def goldens():
    from tensorboard.compat.proto import event_pb2, summary_pb2, tensor_pb2, tensor_shape_pb2, types_pb2
    from tensorboard.summary.writer.record_writer import RecordWriter
    import io

    def scalars(values, described):
        summary = summary_pb2.Summary()
        for tag, value in values:
            one = summary.value.add(tag=tag, simple_value=value)
            if described:
                one.metadata.plugin_data.plugin_name = 'scalars'
                one.metadata.summary_description = 'what it means'
        return summary

    text = summary_pb2.Summary()
    one = text.value.add(tag='run')
    one.metadata.plugin_data.plugin_name = 'text'
    one.metadata.data_class = summary_pb2.DATA_CLASS_TENSOR
    one.tensor.CopyFrom(tensor_pb2.TensorProto(
        dtype=types_pb2.DT_STRING, string_val=['| a |'.encode()],
        tensor_shape=tensor_shape_pb2.TensorShapeProto(dim=[tensor_shape_pb2.TensorShapeProto.Dim(size=1)])))
    start = event_pb2.SessionLog(status=event_pb2.SessionLog.START)
    events = {'version': event_pb2.Event(wall_time=1763800000.5, file_version='brain.Event:2'),
              'start': event_pb2.Event(wall_time=1763800000.5, step=300, session_log=start),
              'scalars': event_pb2.Event(wall_time=1763800000.5, step=7,
                                         summary=scalars([('a/b', 0.25), ('zero', 0.0)], False)),
              'described': event_pb2.Event(wall_time=1763800000.5, step=7, summary=scalars([('a/b', -1.5)], True)),
              'text': event_pb2.Event(wall_time=1763800000.5, step=1, summary=text)}
    for name, event in events.items():
        file = io.BytesIO()
        RecordWriter(file).write(event.SerializeToString(deterministic=True))
        print(name, file.getvalue().hex())


def accumulated(folder):
    """{tag: [(step, value)]}, texts, as the accumulator behind TensorBoard's plugins has them."""
    from tensorboard.backend.event_processing import plugin_event_accumulator as accumulator
    reader = accumulator.EventAccumulator(folder, size_guidance={accumulator.TENSORS: 0})
    reader.Reload()
    from tensorboard.util import tensor_util
    scalars, texts = {}, {}
    for tag in reader.Tags()['tensors']:
        plugin = reader.SummaryMetadata(tag).plugin_data.plugin_name
        found = [(one.step, tensor_util.make_ndarray(one.tensor_proto)) for one in reader.Tensors(tag)]
        if plugin == 'scalars':
            scalars[tag] = [(step, float(value)) for step, value in found]
        else:
            texts[tag] = [(step, value.flat[0].decode()) for step, value in found]
    return scalars, texts


def served(folder, run):
    """The same scalars from the server, which reads with rustboard."""
    with subprocess.Popen([os.path.join(os.path.dirname(sys.executable), 'tensorboard'), '--logdir', folder, '--port', '6377',
                           '--load_fast', 'true', '--samples_per_plugin', 'scalars=1000000'],
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        def ask(what):
            with urllib.request.urlopen('http://localhost:6377/data/plugin/scalars/' + what, timeout=20) as answer:
                return json.load(answer)
        try:
            for _ in range(120):
                try:
                    tags = ask('tags').get(run)
                    if tags:
                        break
                except OSError:
                    pass
                time.sleep(0.5)
            else:
                raise SystemExit('TensorBoard showed no tags of ' + run)
            return {tag: [(step, value) for _, step, value in ask('scalars?run=%s&tag=%s' % (run, tag))] for tag in tags}
        finally:
            server.terminate()


def single(value):
    return struct.unpack('<f', struct.pack('<f', value))[0]


def told(folder):
    scalars, texts = accumulated(folder)
    server = served(os.path.dirname(os.path.abspath(folder)), os.path.basename(os.path.abspath(folder)))
    for tag, points in scalars.items():
        steps = [step for step, _ in points]
        if sorted(set(steps)) != steps:
            raise SystemExit('%s: steps out of order or twice: %s' % (tag, steps))
        if server.get(tag) != points:
            raise SystemExit('%s: the two readers differ: %s and %s' % (tag, points, server.get(tag)))
    if set(server) != set(scalars):
        raise SystemExit('the two readers differ in tags')
    return scalars, texts


def check(folder, table):
    with open(table, newline='', encoding='utf-8') as file:
        rows = list(csv.DictReader(file))
    compared = 0
    for run in sorted(os.listdir(folder)):
        scalars, texts = told(os.path.join(folder, run))
        own = [row for row in rows if row['run'] == run.split('-')[1]]
        for tag in own[0]:
            if tag in ('run', 'name', 'step', 'ended'):
                continue
            wanted = [(int(row['step']), single(float(row[tag]))) for row in own if row[tag] != '']
            if wanted != scalars.get(tag, []):
                raise SystemExit('%s of %s: %s in TensorBoard, %s in the table' % (tag, run, scalars.get(tag), wanted))
            compared += len(wanted)
        if set(texts) != {'run', 'settings'}:
            raise SystemExit('texts: %s' % sorted(texts))
    print('%d values of %d runs equal' % (compared, len(os.listdir(folder))))


if __name__ == '__main__':
    if sys.argv[1:2] == ['goldens']:
        goldens()
    elif sys.argv[1:2] == ['read']:
        found, words = told(sys.argv[2])
        print('\n'.join('%s %s' % (tag, points) for tag, points in sorted(found.items())))
        print('\n'.join('%s at %s' % (tag, [step for step, _ in points]) for tag, points in sorted(words.items())))
    elif sys.argv[1:2] == ['check']:
        check(sys.argv[2], sys.argv[3])
    else:
        sys.exit(__doc__)
