package dev.hibi.tensorboard;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.DataClass;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.SessionLog;
import org.tensorflow.proto.Summary;
import org.tensorflow.proto.SummaryMetadata;

/** Turns values into events of one file. Not thread-safe. */
final class EventEncoder {
  static final String FILE_VERSION = "brain.Event:2";

  /** Bytes of a scalar event beside its tag, at most: 9 + 11 + 6 + 6 + 6 + 5. */
  private static final int SCALAR_OVERHEAD = 43;

  private final Map<String, byte[]> tagBytes = new HashMap<>();
  private final Set<String> described = new HashSet<>();

  /** The event that every file begins with. */
  static Event fileVersion(double wallTime) {
    return Event.newBuilder().setWallTime(wallTime).setFileVersion(FILE_VERSION).build();
  }

  /** The event that says: values of this step and later, if any came before, are void. */
  static Event sessionStart(double wallTime, long step) {
    return Event.newBuilder()
        .setWallTime(wallTime)
        .setStep(step)
        .setSessionLog(SessionLog.newBuilder().setStatus(SessionLog.SessionStatus.START))
        .build();
  }

  void encode(Pending value, RecordOutput out) throws IOException {
    if (value instanceof Pending.Scalar scalar) {
      encode(scalar, out);
    } else if (value instanceof Pending.Tensor tensor) {
      out.write(event(tensor).toByteArray());
    }
  }

  /*
   * Scalars are nearly all that a file holds, so they are written field by field; a test compares
   * the bytes with those of the message classes.
   */
  private void encode(Pending.Scalar scalar, RecordOutput out) throws IOException {
    byte[] tag = tagBytes.computeIfAbsent(scalar.tag(), t -> t.getBytes(StandardCharsets.UTF_8));
    int valueLength =
        CodedOutputStream.computeByteArraySize(Summary.Value.TAG_FIELD_NUMBER, tag)
            + CodedOutputStream.computeFloatSize(Summary.Value.SIMPLE_VALUE_FIELD_NUMBER, 0);
    int summaryLength = 1 + CodedOutputStream.computeUInt32SizeNoTag(valueLength) + valueLength;
    int maxLength = SCALAR_OVERHEAD + tag.length;
    int offset = out.begin(maxLength);
    CodedOutputStream coded = CodedOutputStream.newInstance(out.buffer(), offset, maxLength);
    if (Double.doubleToRawLongBits(scalar.wallTime()) != 0) {
      coded.writeDouble(Event.WALL_TIME_FIELD_NUMBER, scalar.wallTime());
    }
    if (scalar.step() != 0) {
      coded.writeInt64(Event.STEP_FIELD_NUMBER, scalar.step());
    }
    coded.writeTag(Event.SUMMARY_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    coded.writeUInt32NoTag(summaryLength);
    coded.writeTag(Summary.VALUE_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    coded.writeUInt32NoTag(valueLength);
    coded.writeByteArray(Summary.Value.TAG_FIELD_NUMBER, tag);
    coded.writeFloat(Summary.Value.SIMPLE_VALUE_FIELD_NUMBER, scalar.value());
    out.finish(coded.getTotalBytesWritten());
  }

  private Event event(Pending.Tensor tensor) {
    Summary.Value.Builder value =
        Summary.Value.newBuilder().setTag(tensor.tag()).setTensor(tensor.tensor());
    if (described.add(tensor.tag())) {
      value.setMetadata(
          SummaryMetadata.newBuilder()
              .setPluginData(SummaryMetadata.PluginData.newBuilder().setPluginName(tensor.plugin()))
              .setDataClass(DataClass.DATA_CLASS_TENSOR));
    }
    return Event.newBuilder()
        .setWallTime(tensor.wallTime())
        .setStep(tensor.step())
        .setSummary(Summary.newBuilder().addValue(value))
        .build();
  }
}
