#!/usr/bin/env bash
# onnxruntime 1.32.0 with onnx 1.23.2: weights of three levels, stored in the 2-bit type of ONNX opset 25, give wrong answers
# as soon as a layer has a number of outputs that is no multiple of four, such as the ten classes of digits.
#
# Expected: DequantizeLinear and MatMul answer as ONNX's reference evaluator does, whatever the session optimises.
# Seen: by default the two nodes become one MatMulNBits with `bits` 2, and of a layer with 64 inputs and 9, 10, 11, 13, 14 or 15
# outputs most weights come out as others; the class with the largest score is another for most examples. With 8, 12
# or 16 outputs all is right, as it is with 4-bit weights of the same values, with `ORT_ENABLE_BASIC`, and for the
# dequantised tensor alone. The checker accepts the model with `full_check`; nothing is raised or warned.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv python
python/bin/pip install --quiet onnx==1.23.2 onnxruntime==1.32.0 numpy==2.4.6 ml_dtypes==0.6.0

python/bin/python -W error - <<'PY' | tee seen
import ml_dtypes, numpy as np, onnx, onnx.reference, onnxruntime as ort
from onnx import TensorProto as T, helper as h, numpy_helper

ort.set_default_logger_severity(3)  # else it warns that what it has optimised is of this machine
random = np.random.default_rng(0)
BASIC, ALL = ort.GraphOptimizationLevel.ORT_ENABLE_BASIC, ort.GraphOptimizationLevel.ORT_ENABLE_ALL

def layer(weights):
    inputs, outputs = weights.shape
    nodes = [h.make_node('DequantizeLinear', ['levels', 'step'], ['weights']), h.make_node('MatMul', ['x', 'weights'], ['y'])]
    graph = h.make_graph(
        nodes, 'layer', [h.make_tensor_value_info('x', T.FLOAT, ['n', inputs])],
        [h.make_tensor_value_info('y', T.FLOAT, ['n', outputs])],
        [numpy_helper.from_array(weights, 'levels'), numpy_helper.from_array(np.float32(0.5), 'step')])
    model = h.make_model(graph, opset_imports=[h.make_opsetid('', 25)], ir_version=13)
    onnx.checker.check_model(model, full_check=True)
    return model

def answers(model, level, x, **more):
    options = ort.SessionOptions()
    options.graph_optimization_level = level
    for name, value in more.items():
        setattr(options, name, value)
    return ort.InferenceSession(model.SerializeToString(), options).run(None, {'x': x})[0]

units, examples = np.eye(64, dtype=np.float32), random.random((500, 64)).astype(np.float32)
for outputs in range(8, 17):
    levels = random.integers(-1, 2, (64, outputs))
    two, four = layer(levels.astype(ml_dtypes.int2)), layer(levels.astype(ml_dtypes.int4))
    truth = onnx.reference.ReferenceEvaluator(two).run(None, {'x': units})[0]
    assert np.array_equal(truth, levels / 2)
    shares = [np.mean(answers(*way, units) != truth) for way in ((two, ALL), (two, BASIC), (four, ALL))]
    agree = np.mean(answers(two, ALL, examples).argmax(1) == (examples @ truth).argmax(1))
    fate = 'right' if shares[0] == 0 else 'most weights wrong' if shares[0] > 0.5 else 'some weights wrong'
    others = 'right' if shares[1] == shares[2] == 0 else 'wrong'
    classes = 'same' if agree > 0.9 else 'other for most' if agree < 0.5 else 'other for some'
    print(outputs, 'outputs:', fate, 'largest score', classes, 'basic and 4 bits', others)
answers(two, ALL, units, optimized_model_filepath='optimised.onnx')
print('optimised:', *[node.op_type for node in onnx.load('optimised.onnx').graph.node])
PY
for outputs in 8 12 16; do grep -q "^$outputs outputs: right largest score same basic and 4 bits right" seen; done
for outputs in 9 10 11 13 14 15; do
  grep -q "^$outputs outputs: most weights wrong largest score other for most basic and 4 bits right" seen
done
grep -q '^optimised: MatMulNBits' seen
