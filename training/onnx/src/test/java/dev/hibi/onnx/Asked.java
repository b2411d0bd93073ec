package dev.hibi.onnx;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.hibi.model.Classifier;
import dev.hibi.model.Pattern;
import dev.hibi.model.network.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;

/** What a classifier in float32 answers to images of a pattern, to be compared. */
final class Asked {
  static final int EDGE = 64;

  private Asked() {}

  static Classifier fp32(Path model) throws IOException {
    return Classifier.loader(model).precision(Precision.FLOAT32).familiarity(true).load();
  }

  /** Float32 (N, 3, edge, edge). */
  static float[] images(int count) {
    return Pattern.values(count * 3 * EDGE * EDGE, 1, 4, 0);
  }

  /** What a method of the classifier gives. */
  static float[] of(
      Classifier classifier, float[] images, BiFunction<Classifier, NDArray, NDArray> method) {
    try (NDManager manager = classifier.manager().newSubManager()) {
      int count = images.length / (3 * EDGE * EDGE);
      NDArray array = manager.create(images, new Shape(count, 3, EDGE, EDGE));
      return method.apply(classifier, array).toFloatArray();
    }
  }

  static float[] value(Map<String, float[]> outputs, String name) {
    return Objects.requireNonNull(outputs.get(name), name);
  }
}
