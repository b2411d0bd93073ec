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
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Features on disk, so that a resumed run need not compute them again.
 *
 * <p>A cache is a safetensors file with {@code features}, float32 (N, width), and {@code labels},
 * float32 (N) of whole numbers; its metadata tell what the features were computed from. A file of
 * other data, weights or image preparation is replaced.
 */
final class FeatureCache {
  private static final int EXTRACTION_BATCH = 32;

  private static final String SECONDS = "seconds";

  private final Path directory;
  private final FitConfig config;
  private final Map<String, String> settings;
  private final FitListener listener;

  private double seconds;

  /**
   * A cache in a directory.
   *
   * @param settings what {@link FitConfig#describe} gave, which reads the whole weights file
   */
  FeatureCache(
      Path directory, FitConfig config, Map<String, String> settings, FitListener listener) {
    this.directory = directory;
    this.config = config;
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
   * @param name of the file and in progress reports
   */
  FeatureSamples get(String name, LabeledData data, Backbones backbones) throws IOException {
    Path file = directory.resolve(name + ".safetensors");
    Map<String, String> expected = new LinkedHashMap<>(settings);
    expected
        .keySet()
        .retainAll(List.of("backbone", "weightsSha256", "imageSize", "imageMean", "imageStd"));
    expected.put("dataSha256", data.summary().sha256());
    expected.put("labels", data.labels().toString());
    StateDict tensors = read(file, expected);
    if (tensors == null) {
      long begin = System.nanoTime();
      StateDict computed = extract(name, data, backbones);
      Map<String, String> metadata = new LinkedHashMap<>(expected);
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
        config.batchSize(),
        config.seed());
  }

  /** Wall time that computing took, in this process or in an earlier one of the same run. */
  double seconds() {
    return seconds;
  }

  private @Nullable StateDict read(Path file, Map<String, String> expected) throws IOException {
    if (!Files.isRegularFile(file)) {
      return null;
    }
    Safetensors.Content content = Safetensors.readContent(file);
    Map<String, String> found = new LinkedHashMap<>(content.metadata());
    String took = found.remove(SECONDS);
    if (took == null || !found.equals(expected)) {
      return null;
    }
    seconds += Double.parseDouble(took);
    return content.tensors();
  }

  private StateDict extract(String name, LabeledData data, Backbones backbones) throws IOException {
    int samples = Math.toIntExact(data.size());
    float[] labels = new float[samples];
    float[] features = new float[0];
    int width = 0;
    int done = 0;
    listener.onFeatures(name, 0, samples);
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
        listener.onFeatures(name, done, samples);
      }
    }
    if (done != samples) {
      throw new IOException(
          "wrong number of samples: expected %d, found %d (%s data)"
              .formatted(samples, done, name));
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("features", Tensor.of(features, samples, width));
    tensors.put("labels", Tensor.of(labels, samples));
    return new StateDict(tensors);
  }
}
