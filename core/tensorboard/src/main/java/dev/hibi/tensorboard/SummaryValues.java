package dev.hibi.tensorboard;

import java.util.List;
import org.tensorflow.proto.Summary;
import org.tensorflow.proto.SummaryMetadata;
import org.tensorflow.proto.TensorProto;

/**
 * Values of one event for one of TensorBoard's plugins. A file's first value of a tag carries the
 * metadata as well.
 */
record SummaryValues(Kind kind, List<Tagged> values) {

  /** A tensor under its tag. */
  record Tagged(String tag, SummaryMetadata metadata, TensorProto tensor) {
    Summary.Value toValue(boolean described) {
      Summary.Value.Builder value = Summary.Value.newBuilder().setTag(tag).setTensor(tensor);
      return (described ? value : value.setMetadata(metadata)).build();
    }
  }

  static SummaryValues of(Kind kind, String tag, SummaryMetadata metadata, TensorProto tensor) {
    return new SummaryValues(kind, List.of(new Tagged(tag, metadata, tensor)));
  }
}
