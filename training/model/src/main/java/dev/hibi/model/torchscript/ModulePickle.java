package dev.hibi.model.torchscript;

import dev.hibi.model.weights.Tensor;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The module tree of a {@link TorchScriptArchive}, pickled, and the tensors that it refers to by
 * number.
 *
 * <p>The pickle is protocol 2 without memo. An object is {@code GLOBAL class, EMPTY_TUPLE, NEWOBJ,
 * EMPTY_DICT, MARK, name, value, …, SETITEMS, BUILD}. A tensor is a call of {@code
 * torch._utils._rebuild_tensor_v2} with the arguments (storage, offset, sizes, strides,
 * requires_grad, hooks), where the storage is the persistent id {@code ("storage", type, entry
 * number, "cpu", element count)}. A list of tensors is a call of {@code
 * torch.jit._pickle.build_tensorlist}.
 */
final class ModulePickle {
  private static final int PROTO = 0x80;
  private static final int NEWOBJ = 0x81;
  private static final int NEWTRUE = 0x88;
  private static final int NEWFALSE = 0x89;
  private static final int LONG1 = 0x8a;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final List<Tensor> tensors = new ArrayList<>();

  /** The tree as bytes; used once. */
  byte[] write(ScriptObject root) {
    out.write(PROTO);
    out.write(2);
    object(root);
    out.write('.');
    return out.toByteArray();
  }

  /** The tensors in the order of their numbers. */
  List<Tensor> tensors() {
    return Collections.unmodifiableList(tensors);
  }

  private void object(ScriptObject object) {
    global(object.type().modulePath(), object.type().simpleName());
    out.write(')');
    out.write(NEWOBJ);
    out.write('}');
    out.write('(');
    object
        .values()
        .forEach(
            (name, value) -> {
              string(name);
              value(value);
            });
    out.write('u');
    out.write('b');
  }

  private void value(ScriptObject.Value value) {
    if (value instanceof ScriptObject.Flag flag) {
      bool(flag.value());
    } else if (value instanceof ScriptObject.Int number) {
      integer(number.value());
    } else if (value instanceof ScriptObject.Real number) {
      out.write('G');
      bigEndian(Double.doubleToRawLongBits(number.value()));
    } else if (value instanceof ScriptObject.Weights weights) {
      tensor(weights.tensor(), weights.requiresGrad());
    } else if (value instanceof ScriptObject.WeightsList list) {
      tensorList(list.tensors());
    } else if (value instanceof ScriptObject.Reals) {
      global("torch.jit._pickle", "build_doublelist");
      out.write('(');
      out.write(']');
      out.write('t');
      out.write('R');
    } else if (value instanceof ScriptObject.None) {
      out.write('N');
    } else if (value instanceof ScriptObject.Child child) {
      object(child.object());
    }
  }

  private void tensorList(List<Tensor> list) {
    global("torch.jit._pickle", "build_tensorlist");
    out.write('(');
    out.write(']');
    out.write('(');
    list.forEach(tensor -> tensor(tensor, false));
    out.write('e');
    out.write('t');
    out.write('R');
  }

  private void tensor(Tensor tensor, boolean requiresGrad) {
    int number = tensors.size();
    tensors.add(tensor);
    long[] shape = tensor.shape();
    global("torch._utils", "_rebuild_tensor_v2");
    out.write('(');
    out.write('(');
    string("storage");
    global("torch", tensor.type() == Tensor.Type.INT64 ? "LongStorage" : "FloatStorage");
    string(Integer.toString(number));
    string("cpu");
    integer(tensor.elementCount());
    out.write('t');
    out.write('Q');
    integer(0);
    tuple(shape);
    tuple(strides(shape));
    bool(requiresGrad);
    global("collections", "OrderedDict");
    out.write(')');
    out.write('R');
    out.write('t');
    out.write('R');
  }

  private void tuple(long[] values) {
    out.write('(');
    for (long value : values) {
      integer(value);
    }
    out.write('t');
  }

  private void global(String module, String name) {
    out.write('c');
    out.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private void string(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    out.write('X');
    littleEndian(bytes.length, 4);
    out.writeBytes(bytes);
  }

  private void bool(boolean value) {
    out.write(value ? NEWTRUE : NEWFALSE);
  }

  private void integer(long value) {
    if (value >= 0 && value < 256) {
      out.write('K');
      out.write((int) value);
    } else if (value == (int) value) {
      out.write('J');
      littleEndian(value, 4);
    } else {
      out.write(LONG1);
      out.write(8);
      littleEndian(value, 8);
    }
  }

  private void littleEndian(long value, int byteCount) {
    for (int i = 0; i < byteCount; i++) {
      out.write((int) (value >> (8 * i)));
    }
  }

  private void bigEndian(long value) {
    for (int i = 7; i >= 0; i--) {
      out.write((int) (value >> (8 * i)));
    }
  }

  private static long[] strides(long[] shape) {
    if (shape.length == 4) {
      return new long[] {shape[1] * shape[2] * shape[3], 1, shape[3] * shape[1], shape[1]};
    }
    long[] strides = new long[shape.length];
    long stride = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= shape[i];
    }
    return strides;
  }
}
