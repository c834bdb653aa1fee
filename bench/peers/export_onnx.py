"""MoveNet's graph from TensorFlow.js's format to ONNX, up to its four heads: what the peers of `./x bench` run.

usage: export_onnx.py MODEL.json OUT.onnx [onnxruntime|opencv]

The same weights and the same operators, nothing folded or fused: what a peer makes of the graph is its own affair. Input: 1x192x192x3 float,
0 to 255. OpenCV 4.6 reads Clip's limits as attributes only, so its file differs there.
"""

import base64
import json
import sys

import numpy
import onnx
from onnx import TensorProto, helper, numpy_helper

SIDE = 192
INPUT = "StatefulPartitionedCall/sub_1"  # the normalised picture, where the trunk begins
HEADS = {
    "StatefulPartitionedCall/kpt_heatmap_0/conv2d_5/BiasAdd",
    "StatefulPartitionedCall/kpt_regress_0/conv2d_6/BiasAdd",
    "StatefulPartitionedCall/center_0/conv2d_4/BiasAdd",
    "StatefulPartitionedCall/kpt_offset_0/conv2d_7/BiasAdd",
}
STORED = {"float16": numpy.float16, "float32": numpy.float32, "int32": numpy.int32}


def read_weights(document, blob):
    weights, offset = {}, 0
    for entry in document["weightsManifest"][0]["weights"]:
        stored = STORED[entry.get("quantization", {}).get("dtype", entry["dtype"])]
        count = int(numpy.prod(entry["shape"]))
        values = numpy.frombuffer(blob, stored, count, offset)
        offset += values.nbytes
        weights[entry["name"]] = values.astype(STORED[entry["dtype"]]).reshape(entry["shape"])
    return weights


class Exporter:
    def __init__(self, weights, peer):
        self.weights, self.peer = weights, peer
        self.nodes, self.constants = [], []
        self.shapes = {INPUT: (3, SIDE, SIDE)}  # channels, height, width

    def constant(self, name, values):
        self.constants.append(numpy_helper.from_array(numpy.ascontiguousarray(values), name))
        return name

    def add(self, operator, inputs, output, shape, **attributes):
        self.nodes.append(helper.make_node(operator, inputs, [output], **attributes))
        self.shapes[output] = shape

    def input_stage(self):
        scale = self.constant("scale", numpy.float32([1 / 127.5]))
        shift = self.constant("shift", numpy.float32([1.0]))
        self.add("Transpose", ["input"], "planes", (3, SIDE, SIDE), perm=[0, 3, 1, 2])
        self.add("Mul", ["planes", scale], "scaled", (3, SIDE, SIDE))
        self.add("Sub", ["scaled", shift], INPUT, (3, SIDE, SIDE))

    def clip(self, source, output):
        if self.peer == "opencv":
            self.add("Clip", [source], output, self.shapes[source], min=0.0, max=6.0)
            return
        limits = [self.constant(f"{output}/{limit}", numpy.float32(limit)) for limit in (0, 6)]
        self.add("Clip", [source, *limits], output, self.shapes[source])

    def convolution(self, node, depthwise):
        name, source, attributes = node["name"], node["input"][0], node["attr"]
        channels, height, _ = self.shapes[source]
        kernel = self.weights[node["input"][1]]  # HWIO, or HWC1 where depthwise
        stride = int(attributes["strides"]["list"]["i"][1])
        size = kernel.shape[0]
        out = -(-height // stride)
        assert size == 1 or base64.b64decode(attributes["padding"]["s"]) == b"SAME"
        padding = max((out - 1) * stride + size - height, 0)
        before, after = padding // 2, padding - padding // 2
        ordered = kernel.transpose(2, 3, 0, 1) if depthwise else kernel.transpose(3, 2, 0, 1)
        inputs = [source, self.constant(f"{name}/weights", ordered)]
        fused = [base64.b64decode(text) for text in attributes.get("fused_ops", {}).get("list", {}).get("s", [])]
        if b"BiasAdd" in fused:
            inputs.append(self.constant(f"{name}/bias", self.weights[node["input"][2]]))
        shape = (channels if depthwise else kernel.shape[3], out, out)
        activation = [operator for operator in fused if operator != b"BiasAdd"]
        output = f"{name}/linear" if activation else name
        self.add("Conv", inputs, output, shape, kernel_shape=[size, size], strides=[stride, stride],
                 pads=[before, before, after, after], group=channels if depthwise else 1)
        if activation == [b"Relu6"]:
            self.clip(output, name)
        elif activation == [b"Relu"]:
            self.add("Relu", [output], name, shape)
        else:
            assert not activation, activation

    def resize(self, node):
        source = node["input"][0]
        channels, height, width = self.shapes[source]
        scales = self.constant(f"{node['name']}/scales", numpy.float32([1, 1, 2, 2]))
        region = self.constant(f"{node['name']}/region", numpy.float32([]))
        self.add("Resize", [source, region, scales], node["name"], (channels, 2 * height, 2 * width), mode="linear",
                 coordinate_transformation_mode="half_pixel")

    def translate(self, node):
        operator, inputs = node["op"], node.get("input", [])
        if "Conv2d" in operator or "Conv2D" in operator:
            self.convolution(node, depthwise="Depthwise" in operator)
        elif operator == "ResizeBilinear":
            self.resize(node)
        elif operator == "AddV2" and all(name in self.shapes for name in inputs):
            self.add("Add", inputs, node["name"], self.shapes[inputs[0]])
        # What follows the heads is the decoder, which the peers are not asked for.


def main():
    source, target, peer = sys.argv[1], sys.argv[2], (sys.argv[3:] or ["onnxruntime"])[0]
    with open(source, encoding="utf-8") as file:
        document = json.load(file)
    with open(source.replace(".json", ".bin"), "rb") as file:
        exporter = Exporter(read_weights(document, file.read()), peer)
    exporter.input_stage()
    for node in document["modelTopology"]["node"]:
        exporter.translate(node)
    inputs = [helper.make_tensor_value_info("input", TensorProto.FLOAT, [1, SIDE, SIDE, 3])]
    outputs = [helper.make_tensor_value_info(head, TensorProto.FLOAT, [1, *exporter.shapes[head]]) for head in sorted(HEADS)]
    graph = helper.make_graph(exporter.nodes, "movenet_lightning", inputs, outputs, exporter.constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 11)])
    model.ir_version = 6
    if peer == "onnxruntime":  # the checker knows that opset 11 has Clip's limits as inputs
        onnx.checker.check_model(model)
    onnx.save(model, target)


if __name__ == "__main__":
    main()
