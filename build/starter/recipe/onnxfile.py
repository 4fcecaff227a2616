"""PyTorch modules as small ONNX files: fp16 weights that are widened on load, one input."""

import tempfile
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn


def export_onnx(
    module: nn.Module, shape: tuple[int, ...], source: str, results: list[str], path: Path, free_batch: bool = False
) -> None:
    """Writes `module` with input `source` of `shape` and outputs `results`. `free_batch` leaves the batch open."""
    with tempfile.TemporaryDirectory() as folder:
        draft = Path(folder) / "draft.onnx"
        torch.onnx.export(
            module,
            (torch.zeros(shape),),
            str(draft),
            input_names=[source],
            output_names=results,
            dynamic_axes={name: {0: "batch"} for name in [source, *results]} if free_batch else None,
            opset_version=17,
            dynamo=False,
        )
        model = onnx.load(str(draft))
    _halve_weights(model.graph)
    onnx.checker.check_model(model)
    onnx.save(model, str(path))


def _halve_weights(graph: onnx.GraphProto) -> None:
    """Stores large float32 initialisers as float16 behind a Cast, so that arithmetic stays in float32."""
    casts = []
    for tensor in graph.initializer:
        if tensor.data_type != TensorProto.FLOAT or np.prod(tensor.dims) < 64:
            continue
        name = tensor.name
        halved = numpy_helper.from_array(numpy_helper.to_array(tensor).astype(np.float16), f"{name}.half")
        tensor.CopyFrom(halved)
        casts.append(helper.make_node("Cast", [f"{name}.half"], [name], to=TensorProto.FLOAT))
    for node in reversed(casts):
        graph.node.insert(0, node)
