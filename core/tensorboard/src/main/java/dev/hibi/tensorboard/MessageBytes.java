package dev.hibi.tensorboard;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A protobuf message written field by field, for the messages of TensorBoard's plugins, which no
 * Java library has. Fields come in the order of their calls. Not thread-safe.
 */
final class MessageBytes {
  private final ByteString.Output bytes = ByteString.newOutput();
  private final CodedOutputStream out = CodedOutputStream.newInstance(bytes);

  /** Writes fields. */
  private interface Fields {
    void write() throws IOException;
  }

  MessageBytes integer(int field, long value) {
    return write(() -> out.writeInt64(field, value));
  }

  MessageBytes bool(int field, boolean value) {
    return write(() -> out.writeBool(field, value));
  }

  MessageBytes number(int field, double value) {
    return write(() -> out.writeDouble(field, value));
  }

  MessageBytes text(int field, String value) {
    return write(() -> out.writeString(field, value));
  }

  MessageBytes message(int field, MessageBytes message) {
    return write(() -> out.writeBytes(field, message.toByteString()));
  }

  /** What was written so far. */
  ByteString toByteString() {
    write(out::flush);
    return bytes.toByteString();
  }

  private MessageBytes write(Fields fields) {
    try {
      fields.write();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot happen: memory has room", e);
    }
    return this;
  }
}
