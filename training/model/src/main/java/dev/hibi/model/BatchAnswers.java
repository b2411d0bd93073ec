package dev.hibi.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.hibi.ImageSpec;
import dev.hibi.model.scoring.ActivationMap;
import dev.hibi.model.scoring.Familiarity;
import dev.hibi.model.scoring.VerdictRule;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * What a model's networks say of a batch, as people are told it. Of a {@link Classifier}, and open
 * as long as that is. Thread-safe.
 */
record BatchAnswers(ModelDescription description, LoadedNetworks networks) {

  /**
   * Asks.
   *
   * @param images prepared: float32 (size, size, 3)
   * @param located whether answers have maps
   * @param names what to call the image of an index in messages
   * @throws UnusableAnswerException if an answer is not finite
   */
  List<Classification> of(List<FloatBuffer> images, boolean located, IntFunction<String> names) {
    if (images.isEmpty()) {
      return List.of();
    }
    ImageSpec spec = description.imageSpec();
    FloatBuffer pixels = FloatBuffer.allocate(Math.multiplyExact(images.size(), spec.floatCount()));
    images.forEach(image -> pixels.put(image.duplicate()));
    Shape shape = new Shape(images.size(), spec.size(), spec.size(), ImageSpec.CHANNELS);
    return networks
        .model()
        .whileOpen(
            () -> {
              try (NDManager batch = networks.model().manager().newSubManager()) {
                NDArray rows = batch.create(pixels.flip(), shape); // (N, H, W, 3)
                // (N, 3, H, W), channels last in memory
                return of(rows.transpose(0, 3, 1, 2), located, names);
              }
            });
  }

  private List<Classification> of(NDArray inputs, boolean located, IntFunction<String> names) {
    if (networks.known().isEmpty() && !located) {
      return results(networks.model().logits(inputs), names);
    }
    NDList all = networks.allFeatures(inputs, located);
    List<Classification> results = results(networks.model().head(all.get(0)), names);
    if (networks.known().isPresent()) {
      List<Familiarity> known = networks.known().get().of(all.get(1), names);
      for (int i = 0; i < known.size(); i++) {
        results.set(i, results.get(i).with(known.get(i)));
      }
    }
    if (located) {
      List<ActivationMap> maps =
          maps(all.subList(networks.known().isPresent() ? 2 : 1, all.size()));
      for (int i = 0; i < maps.size(); i++) {
        results.set(i, results.get(i).with(maps.get(i)));
      }
    }
    return results;
  }

  /**
   * What the network's answers mean.
   *
   * @param outputs logits (N, classes)
   */
  private List<Classification> results(NDArray outputs, IntFunction<String> names) {
    float[] logits = outputs.toFloatArray();
    Optional<VerdictRule> rule = description.verdictRule();
    int classes = description.labels().size();
    List<Classification> results = new ArrayList<>();
    for (int i = 0; i < logits.length / classes; i++) {
      results.add(
          Classification.ofLogits(description.labels(), rule, logits, i * classes, names.apply(i)));
    }
    return results;
  }

  /** Of each image what its places say, of those maps that the head sees. */
  private static List<ActivationMap> maps(List<NDArray> maps) {
    List<List<ActivationMap>> images = new ArrayList<>();
    for (NDArray map : maps) {
      Shape shape = map.getShape(); // (N, rows, columns, classes)
      float[] logits = map.toFloatArray();
      int size = logits.length / Math.toIntExact(shape.get(0));
      for (int image = 0; image < shape.get(0); image++) {
        if (images.size() == image) {
          images.add(new ArrayList<>());
        }
        images
            .get(image)
            .add(
                ActivationMap.of(
                    Math.toIntExact(shape.get(2)),
                    Math.toIntExact(shape.get(3)),
                    Arrays.copyOfRange(logits, image * size, (image + 1) * size)));
      }
    }
    return images.stream().map(ActivationMap::sum).toList();
  }
}
