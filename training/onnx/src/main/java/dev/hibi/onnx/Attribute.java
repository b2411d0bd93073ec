package dev.hibi.onnx;

import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * An attribute of a node, {@code AttributeProto}: {@code name} = 1, {@code f} = 2, {@code i} = 3,
 * {@code s} = 4, {@code ints} = 8, {@code type} = 20.
 */
record Attribute(String name, Object value) {
  private static final int NAME = 1;
  private static final int F = 2;
  private static final int I = 3;
  private static final int S = 4;
  private static final int INTS = 8;
  private static final int TYPE = 20;
  private static final int TYPE_FLOAT = 1;
  private static final int TYPE_INT = 2;
  private static final int TYPE_STRING = 3;
  private static final int TYPE_INTS = 7;

  static Attribute of(String name, long value) {
    return new Attribute(name, value);
  }

  static Attribute of(String name, String value) {
    return new Attribute(name, value);
  }

  static Attribute ofInts(String name, Long... values) {
    return new Attribute(name, List.of(values));
  }

  byte[] bytes() {
    return ProtoBytes.of(
        out -> {
          out.writeString(NAME, name);
          writeValue(out);
        });
  }

  private void writeValue(CodedOutputStream out) throws IOException {
    if (value instanceof Long number) {
      out.writeInt64(I, number);
      out.writeEnum(TYPE, TYPE_INT);
    } else if (value instanceof Float number) {
      out.writeFloat(F, number);
      out.writeEnum(TYPE, TYPE_FLOAT);
    } else if (value instanceof String text) {
      out.writeByteArray(S, text.getBytes(StandardCharsets.UTF_8));
      out.writeEnum(TYPE, TYPE_STRING);
    } else {
      for (Object number : (List<?>) value) {
        out.writeInt64(INTS, (Long) number);
      }
      out.writeEnum(TYPE, TYPE_INTS);
    }
  }
}
