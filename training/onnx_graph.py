"""The deep reader's network as an ONNX graph with int8 weights, written by hand from a checkpoint's tensors.

Written by hand, because that keeps it small and says exactly what is quantised and how:

- Weights of every matrix product: signed int8, one scale for each output column, no zero point. Seven bits only
  (-64..64): processors without VNNI add pairs of products in 16 bits, and with eight bits those saturate, silently.
  Per-channel *unsigned* weights give wrong numbers in rten 0.27.
- What goes into a product: unsigned int8, one scale for each row, found at run time; one scale for the whole tensor
  doubles the error. Where it comes from a layer norm, columns that reach far are drawn in first, and the weights take that up.
- Word embeddings: signed int8, one scale for each word; positions are kept in float.
- The attention's scale is folded into the queries, the token type (always 0) into the positions, and queries, keys and
  values are one product.
"""
import numpy as np
from onnx import TensorProto, helper, numpy_helper

OPSET = 20
HEADS = 12
EPSILON = 1e-12
WEIGHT_MAX = 64  # see above
EMBEDDING_MAX = 127
GELU_LEAST = -0.17  # the least value of GELU
GELU_ZERO = 24


def to_int8(matrix, most, axis):
    """(int8 matrix, float scales): symmetric, one scale for each slice along `axis`."""
    other = tuple(a for a in range(matrix.ndim) if a != axis)
    scale = np.maximum(np.abs(matrix).max(axis=other, keepdims=True), 1e-8) / most
    return np.round(matrix / scale).astype(np.int8), scale.astype(np.float32)


class Graph:
    """Nodes and constants in order; names are given by the caller."""

    def __init__(self):
        self.nodes, self.constants = [], []

    def constant(self, name, value):
        self.constants.append(numpy_helper.from_array(np.asarray(value, order="C"), name))
        return name

    def node(self, op, inputs, outputs, **attributes):
        outputs = [outputs] if isinstance(outputs, str) else outputs
        self.nodes.append(helper.make_node(op, inputs, outputs, name=outputs[0], **attributes))
        return outputs[0]

    def floats(self, name, *values):
        return self.constant(name, np.array(values if len(values) > 1 else values[0], np.float32))

    def quantised(self, name, x, positive):
        """(uint8 values, zero point, scale [T, 1]) of a float tensor [T, width], each row by itself."""
        axis = self.constant(f"{name}.axis", np.array([1], np.int64))
        if positive:
            top = self.node("ReduceMax", [x, axis], f"{name}.max", keepdims=1)
            zero, least = GELU_ZERO, -GELU_LEAST * (255 - GELU_ZERO) / GELU_ZERO
        else:
            top = self.node("ReduceMax", [self.node("Abs", [x], f"{name}.abs"), axis], f"{name}.max", keepdims=1)
            zero, least = 128, 1e-6
        top = self.node("Max", [top, self.floats(f"{name}.least", least)], f"{name}.top")
        scale = self.node("Mul", [top, self.floats(f"{name}.step", 1 / (255 - zero))], f"{name}.scale")
        # rten divides by a column forty times slower than it multiplies.
        self.node("Mul", [x, self.node("Reciprocal", [scale], f"{name}.inverse")], f"{name}.even")
        zero = self.constant(f"{name}.zero", np.array(zero, np.uint8))
        self.node("QuantizeLinear", [f"{name}.even", self.floats(f"{name}.one", 1.0), zero], f"{name}.q")
        return f"{name}.q", zero, scale

    def linear(self, name, x, weight, bias, spread=None, positive=False):
        """x [T, in] times weight [in, out] plus bias, in int8. `spread`: about how far each column of x reaches."""
        if spread is not None:
            # Half of a column's reach moves into the weights: what is far off the others costs the others their precision.
            move = np.sqrt(spread / np.maximum(np.abs(weight).max(1), 1e-6))
            move /= np.exp(np.log(move).mean())
            x = self.node("Mul", [x, self.constant(f"{name}.move", 1 / move)], f"{name}.moved")
            weight = weight * move[:, None]
        w, scale = to_int8(weight, WEIGHT_MAX, 1)
        q, zero, x_scale = self.quantised(f"{name}.in", x, positive)
        w = self.constant(f"{name}.w", w)
        w_zero = self.constant(f"{name}.wzero", np.zeros(weight.shape[1], np.int8))
        self.node("MatMulInteger", [q, w, zero, w_zero], f"{name}.i32")
        self.node("Cast", [f"{name}.i32"], f"{name}.f32", to=TensorProto.FLOAT)
        self.node("Mul", [f"{name}.f32", self.constant(f"{name}.wscale", scale[0])], f"{name}.columns")
        self.node("Mul", [f"{name}.columns", x_scale], f"{name}.product")
        return self.node("Add", [f"{name}.product", self.constant(f"{name}.b", bias)], f"{name}.out")

    def norm(self, name, x, scale, bias):
        inputs = [x, self.constant(f"{name}.g", scale), self.constant(f"{name}.b", bias)]
        return self.node("LayerNormalization", inputs, f"{name}.out", axis=-1, epsilon=EPSILON)


def reach(scale, bias):
    """About how far each column of a layer norm with these reaches."""
    return 3 * np.abs(scale) + np.abs(bias)


def normed(g, s, name, x, at):
    """(the layer norm of x, about how far each of its columns reaches)."""
    scale, bias = s[at + "weight"], s[at + "bias"]
    return g.norm(name, x, scale, bias), reach(scale, bias)


def embeddings(g, s, positions):
    """Word and position of each wordpiece: [T, width]."""
    words, scale = to_int8(s["encoder.embeddings.word_embeddings.weight"], EMBEDDING_MAX, 0)
    g.node("Gather", [g.constant("words", words), "ids"], "word.q", axis=0)
    g.node("Cast", ["word.q"], "word.f32", to=TensorProto.FLOAT)
    g.node("Gather", [g.constant("words.scale", scale), "ids"], "word.scale", axis=0)
    g.node("Mul", ["word.f32", "word.scale"], "word")
    place = s["encoder.embeddings.position_embeddings.weight"] + s["encoder.embeddings.token_type_embeddings.weight"][0]
    g.node("Shape", ["ids"], "length")
    start, axis = g.constant("zero", np.array([0], np.int64)), g.constant("axis", np.array([0], np.int64))
    g.node("Slice", [g.constant("places", place[:positions]), start, "length", axis], "place")
    g.node("Add", ["word", "place"], "embedded")
    return normed(g, s, "embedded.norm", "embedded", "encoder.embeddings.LayerNorm.")


def attention(g, s, layer, x, spread):
    name, at = f"l{layer}.att", f"encoder.encoder.layer.{layer}.attention."
    width = s[f"{at}self.query.weight"].shape[1]
    size = width // HEADS
    parts = [(s[f"{at}self.{p}.weight"], s[f"{at}self.{p}.bias"]) for p in ("query", "key", "value")]
    parts[0] = tuple(v / np.float32(np.sqrt(size)) for v in parts[0])
    weight = np.concatenate([w.T for w, _ in parts], axis=1)
    qkv = g.linear(f"{name}.qkv", x, weight, np.concatenate([b for _, b in parts]), spread)
    g.node("Split", [qkv], [f"{name}.{p}" for p in "qkv"], axis=1, num_outputs=3)
    shape = g.constant(f"{name}.heads", np.array([0, HEADS, size], np.int64))
    for part, order in (("q", [1, 0, 2]), ("k", [1, 2, 0]), ("v", [1, 0, 2])):
        g.node("Reshape", [f"{name}.{part}", shape], f"{name}.{part}.heads")
        g.node("Transpose", [f"{name}.{part}.heads"], f"{name}.{part}.t", perm=order)
    g.node("MatMul", [f"{name}.q.t", f"{name}.k.t"], f"{name}.scores")
    g.node("Softmax", [f"{name}.scores"], f"{name}.weights", axis=-1)
    g.node("MatMul", [f"{name}.weights", f"{name}.v.t"], f"{name}.mixed")
    g.node("Transpose", [f"{name}.mixed"], f"{name}.mixed.t", perm=[1, 0, 2])
    flat = g.constant(f"{name}.flat", np.array([0, width], np.int64))
    mixed = g.node("Reshape", [f"{name}.mixed.t", flat], f"{name}.mixed.flat")
    out = g.linear(f"{name}.out", mixed, s[f"{at}output.dense.weight"].T, s[f"{at}output.dense.bias"])
    g.node("Add", [x, out], f"{name}.sum")
    return normed(g, s, f"{name}.norm", f"{name}.sum", f"{at}output.LayerNorm.")


def feed_forward(g, s, layer, x, spread):
    name, at = f"l{layer}.ff", f"encoder.encoder.layer.{layer}."
    up = g.linear(f"{name}.up", x, s[at + "intermediate.dense.weight"].T, s[at + "intermediate.dense.bias"], spread)
    act = g.node("Gelu", [up], f"{name}.act")
    weight, bias = s[at + "output.dense.weight"].T, s[at + "output.dense.bias"]
    down = g.linear(f"{name}.down", act, weight, bias, positive=True)
    g.node("Add", [x, down], f"{name}.sum")
    return normed(g, s, f"{name}.norm", f"{name}.sum", f"{at}output.LayerNorm.")


SHARED = 3  # layers after which the hearsay model goes on by itself


def model_of(g, name, inputs, outputs, metadata):
    """The graph as a model; inputs and outputs are (name, type, shape)."""
    info = lambda all: [helper.make_tensor_value_info(*one) for one in all]
    graph = helper.make_graph(g.nodes, name, info(inputs), info(outputs), g.constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=9)
    helper.set_model_props(model, metadata)
    return model


def shared_name():
    return f"l{SHARED - 1}.ff.norm.out"


def build(state, positions, metadata):
    """The model: ids [T] in, logits [T, labels + sentence columns] and what the shared layers give [T, width] out.
    `state` holds the checkpoint's tensors."""
    s = {k: v.float().numpy() for k, v in state.items()}
    g = Graph()
    x, spread = embeddings(g, s, positions)
    for layer in range(sum(k.endswith("attention.self.query.weight") for k in s)):
        x, spread = attention(g, s, layer, x, spread)
        x, spread = feed_forward(g, s, layer, x, spread)
    # The heads are small: they stay in float.
    weight = np.concatenate([s["roles.weight"], s["kinds.weight"]]).T
    bias = np.concatenate([s["roles.bias"], s["kinds.bias"]])
    g.node("MatMul", [x, g.constant("heads.w", weight)], "heads")
    g.node("Add", ["heads", g.constant("heads.b", bias)], "logits")
    outputs = [("logits", TensorProto.FLOAT, ["pieces", len(bias)]), (shared_name(), TensorProto.FLOAT, ["pieces", len(weight)])]
    return model_of(g, "deep", [("ids", TensorProto.INT64, ["pieces"])], outputs, metadata)


def build_hearsay(state, spread, metadata):
    """The layers on top of the shared ones: what those give [T, width] in, columns of each piece [T, columns] out. `spread`
    says about how far each column of the input reaches."""
    s = {k: v.float().numpy() for k, v in state.items()}
    g = Graph()
    x = "shared"
    for layer in range(SHARED, SHARED + sum(k.endswith("attention.self.query.weight") for k in s)):
        x, spread = attention(g, s, layer, x, spread)
        x, spread = feed_forward(g, s, layer, x, spread)
    weight, bias = s["heads.weight"].T, s["heads.bias"]
    g.node("MatMul", [x, g.constant("heads.w", weight)], "heads")
    g.node("Add", ["heads", g.constant("heads.b", bias)], "columns")
    shape = lambda columns: ["pieces", columns]
    inputs = [("shared", TensorProto.FLOAT, shape(len(weight)))]
    return model_of(g, "hearsay", inputs, [("columns", TensorProto.FLOAT, shape(len(bias)))], metadata)
