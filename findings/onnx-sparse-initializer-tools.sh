#!/usr/bin/env bash
# onnx 1.23.2 and onnxruntime 1.32.0: a model with a sparse initialiser passes the checker and runs, but none of the tools that
# a user would reach for next takes it.
#
# Expected: what onnx.checker accepts and ONNX Runtime answers, onnx's own reference evaluator answers too, the version
# converter converts, and the quantiser of ONNX Runtime quantises (or each refuses by saying that it is sparse).
# Seen: the reference evaluator raises about a field of the protocol ("SparseTensorProto has no data_location"), the
# converter says that the input is undefined, the extractor that the number of sparse initialisers must be 0, the
# quantiser that the initialiser is unknown. The runtime's own optimised model keeps the sparse form and runs.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv python
python/bin/pip install --quiet onnx==1.23.2 onnxruntime==1.32.0 numpy==2.4.6

python/bin/python - 2>/dev/null <<'PY' | tee seen
import numpy as np, onnx, onnx.reference, onnx.version_converter, onnxruntime as ort
from onnx import TensorProto as T, helper as h
from onnxruntime.quantization import quantize_dynamic

places, weights = [1, 3, 8], [2.0, 1.0, 3.0]
sparse = h.make_sparse_tensor(
    h.make_tensor('w', T.FLOAT, [3], weights), h.make_tensor('w_places', T.INT64, [3], places), [4, 3])
graph = h.make_graph(
    [h.make_node('MatMul', ['x', 'w'], ['y'])], 'layer',
    [h.make_tensor_value_info('x', T.FLOAT, ['n', 4])],
    [h.make_tensor_value_info('y', T.FLOAT, ['n', 3])], sparse_initializer=[sparse])
model = h.make_model(graph, opset_imports=[h.make_opsetid('', 17)], ir_version=8)
onnx.checker.check_model(model)
print('checker: accepts')
onnx.save(model, 'layer.onnx')
x = np.eye(4, dtype=np.float32)
y = ort.InferenceSession('layer.onnx').run(None, {'x': x})[0]
print('runtime: answers', 'right' if y.ravel()[places].tolist() == weights and y.sum() == 6 else 'wrong')
options = ort.SessionOptions()
options.optimized_model_filepath = 'optimised.onnx'
ort.InferenceSession('layer.onnx', options)
kept = onnx.load('optimised.onnx').graph
print('optimised model: sparse', len(kept.sparse_initializer), 'dense', len(kept.initializer))
for name, tool in {
    'reference evaluator': lambda: onnx.reference.ReferenceEvaluator(model).run(None, {'x': x}),
    'version converter': lambda: onnx.version_converter.convert_version(model, 18),
    'extractor': lambda: onnx.utils.extract_model('layer.onnx', 'part.onnx', ['x'], ['y']),
    'quantiser': lambda: quantize_dynamic('layer.onnx', 'quantised.onnx'),
}.items():
    try:
        tool()
        print(f'{name}: takes it')
    except Exception as error:
        print(f'{name}: {type(error).__name__}: {error}')
PY
grep -q '^checker: accepts' seen
grep -q '^runtime: answers right' seen
grep -q '^optimised model: sparse 1 dense 0' seen
grep -q '^reference evaluator: ValueError: .*no "data_location" field' seen
grep -q '^version converter: ConvertError: Input w is undefined' seen
grep -q '^extractor: ValueError: len_sparse_initializer is 1, it must be 0' seen
grep -q "^quantiser: RuntimeError: Invalid model with unknown initializers/tensors.{'w'}" seen
