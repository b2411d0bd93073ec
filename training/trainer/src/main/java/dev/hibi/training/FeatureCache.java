package dev.hibi.training;

import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.Batch;
import dev.hibi.WholeFiles;
import dev.hibi.model.engine.InferenceNetwork;
import dev.hibi.model.weights.Safetensors;
import dev.hibi.model.weights.StateDict;
import dev.hibi.model.weights.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Features on disk, so that a resumed run need not compute them again.
 *
 * <p>A cache is a safetensors file with {@code features}, float32 (N, width), and {@code labels},
 * float32 (N) of whole numbers; its metadata tell in {@code source} what the features were computed
 * from, a {@link FeatureSource}, and in {@code seconds} how long it took. A file of another source
 * is replaced.
 */
final class FeatureCache {
  private static final int EXTRACTION_BATCH = 32;

  private static final String SOURCE = "source";
  private static final String SECONDS = "seconds";

  private final Path directory;
  private final RunSettings settings;
  private final FitListener listener;

  private double seconds;

  FeatureCache(Path directory, RunSettings settings, FitListener listener) {
    this.directory = directory;
    this.settings = settings;
    this.listener = listener;
  }

  /** Opens the backbone only when something must be computed. */
  @FunctionalInterface
  interface Backbones {
    InferenceNetwork open() throws IOException;
  }

  /**
   * The features of a data set, computed where they are not yet known.
   *
   * @param of the data set's part of the settings
   */
  FeatureSamples get(LabeledDataset data, RunSettings.Images of, Backbones backbones)
      throws IOException {
    Path file = directory.resolve(data.name() + ".safetensors");
    FeatureSource source = FeatureSource.of(settings, data, of);
    StateDict tensors = read(file, source);
    if (tensors == null) {
      long begin = System.nanoTime();
      StateDict computed = extract(data, backbones);
      Map<String, String> metadata = new LinkedHashMap<>();
      metadata.put(SOURCE, source.toJson());
      metadata.put(SECONDS, Double.toString(EpochLoop.secondsSince(begin)));
      Files.createDirectories(directory);
      WholeFiles.writeFile(file, out -> Safetensors.write(out, computed, metadata));
      seconds += EpochLoop.secondsSince(begin);
      tensors = computed;
    }
    Tensor features = tensors.get("features");
    float[] numbers = tensors.get("labels").toFloatArray();
    long[] labels = new long[numbers.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (long) numbers[i];
    }
    return new FeatureSamples(
        features.toFloatArray(),
        Math.toIntExact(features.shape()[1]),
        labels,
        settings.recipe().batchSize(),
        settings.recipe().seed());
  }

  /** Wall time that computing took, in this process or in an earlier one of the same run. */
  double seconds() {
    return seconds;
  }

  private @Nullable StateDict read(Path file, FeatureSource expected) throws IOException {
    if (!Files.isRegularFile(file)) {
      return null;
    }
    Safetensors.Content content = Safetensors.readContent(file);
    String source = content.metadata().get(SOURCE);
    String took = content.metadata().get(SECONDS);
    if (source == null
        || took == null
        || !FeatureSource.fromJson(source).equals(Optional.of(expected))) {
      return null;
    }
    seconds += Double.parseDouble(took);
    return content.tensors();
  }

  private StateDict extract(LabeledDataset data, Backbones backbones) throws IOException {
    int samples = Math.toIntExact(data.size());
    float[] labels = new float[samples];
    float[] features = new float[0];
    int width = 0;
    int done = 0;
    listener.onFeatures(data.name(), 0, samples);
    try (InferenceNetwork backbone = backbones.open();
        NDManager manager = backbone.manager().newSubManager()) {
      ImageSamples images = new ImageSamples(data.dataset(), EXTRACTION_BATCH, 0);
      for (Batch next : images.forEvaluation(manager)) {
        try (Batch batch = next) {
          float[] rows = backbone.features(batch.getData().singletonOrThrow()).toFloatArray();
          long[] truths = batch.getLabels().singletonOrThrow().toLongArray();
          if (done == 0) {
            width = rows.length / truths.length;
            features = new float[Math.multiplyExact(samples, width)];
          }
          System.arraycopy(rows, 0, features, done * width, rows.length);
          for (long truth : truths) {
            labels[done++] = truth;
          }
        }
        listener.onFeatures(data.name(), done, samples);
      }
    }
    if (done != samples) {
      throw new IOException(
          "wrong number of samples: expected %d, found %d (%s data)"
              .formatted(samples, done, data.name()));
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("features", Tensor.of(features, samples, width));
    tensors.put("labels", Tensor.of(labels, samples));
    return new StateDict(tensors);
  }
}
