package dev.hibi.tensorboard;

import org.tensorflow.proto.TensorProto;

/** A value on its way from the thread that logged it to the thread that writes. */
sealed interface Pending {

  /** A float under a tag. */
  record Scalar(double wallTime, long step, String tag, float value) implements Pending {}

  /** A tensor under a tag, for one of TensorBoard's plugins. */
  record Tensor(double wallTime, long step, String tag, String plugin, TensorProto tensor)
      implements Pending {}
}
