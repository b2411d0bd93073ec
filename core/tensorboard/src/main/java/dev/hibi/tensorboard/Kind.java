package dev.hibi.tensorboard;

import com.google.protobuf.ByteString;
import java.util.Locale;
import org.tensorflow.proto.DataClass;
import org.tensorflow.proto.SummaryMetadata;

/** What a tag holds: the plugin of TensorBoard that shows it. */
enum Kind {
  SCALARS("scalars", DataClass.DATA_CLASS_SCALAR),
  HISTOGRAMS("histograms", DataClass.DATA_CLASS_TENSOR),
  IMAGES("images", DataClass.DATA_CLASS_BLOB_SEQUENCE),
  TEXTS("text", DataClass.DATA_CLASS_TENSOR),
  PR_CURVES("pr_curves", DataClass.DATA_CLASS_TENSOR),
  HPARAMS("hparams", DataClass.DATA_CLASS_TENSOR),
  CUSTOM_SCALARS("custom_scalars", DataClass.DATA_CLASS_TENSOR),
  MESHES("mesh", DataClass.DATA_CLASS_TENSOR),
  AUDIO("audio", DataClass.DATA_CLASS_BLOB_SEQUENCE);

  private final String plugin;
  private final DataClass dataClass;

  Kind(String plugin, DataClass dataClass) {
    this.plugin = plugin;
    this.dataClass = dataClass;
  }

  SummaryMetadata metadata() {
    return metadata(ByteString.EMPTY);
  }

  /** What makes TensorBoard hand a tag to the plugin; the content is the plugin's own message. */
  SummaryMetadata metadata(ByteString content) {
    return SummaryMetadata.newBuilder()
        .setPluginData(
            SummaryMetadata.PluginData.newBuilder().setPluginName(plugin).setContent(content))
        .setDataClass(dataClass)
        .build();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
