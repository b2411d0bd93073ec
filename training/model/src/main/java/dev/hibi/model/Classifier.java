package dev.hibi.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.hibi.ClassLabels;
import dev.hibi.ImageSpec;
import dev.hibi.image.ImagePreparation;
import dev.hibi.image.RgbImage;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Classifies images with a trained model.
 *
 * <pre>{@code
 * try (Classifier classifier = Classifier.load(Path.of("run/model"))) {
 *   Classification crack = classifier.classify(RgbImage.read(Path.of("wall.jpg")));
 *   System.out.println(crack.label() + " " + crack.probability());
 * }
 * }</pre>
 *
 * <p>Owns the network's native memory until it is closed. May be called from several threads.
 */
public final class Classifier implements AutoCloseable {
  private final ModelDescription description;
  private final ScriptModule module;

  private Classifier(ModelDescription description, ScriptModule module) {
    this.description = description;
    this.module = module;
  }

  /**
   * Loads a model onto the CPU.
   *
   * @param directory as {@link ModelDirectory} describes
   * @throws IOException if it is no such directory, or broken
   */
  public static Classifier load(Path directory) throws IOException {
    return load(directory, Device.cpu());
  }

  /**
   * Loads a model onto a device.
   *
   * @param directory as {@link ModelDirectory} describes
   * @throws IOException if it is no such directory, or broken
   */
  public static Classifier load(Path directory, Device device) throws IOException {
    ModelDescription description =
        ModelDescription.read(directory.resolve(ModelDirectory.DESCRIPTION));
    return new Classifier(
        description, ScriptModule.load(directory.resolve(ModelDirectory.SCRIPT), device, false));
  }

  /** What the model is. */
  public ModelDescription description() {
    return description;
  }

  /** The classes in the order of the logits. */
  public ClassLabels labels() {
    return description.labels();
  }

  /** How images are prepared. */
  public ImageSpec imageSpec() {
    return description.imageSpec();
  }

  /** A manager on the model's device that lives as long as the classifier; make sub-managers. */
  public NDManager manager() {
    return module.manager();
  }

  /** Classifies one image of any size. */
  public Classification classify(RgbImage image) {
    return classify(List.of(image)).get(0);
  }

  /**
   * Classifies images of any sizes as one batch.
   *
   * @return one result for each, in order
   */
  public List<Classification> classify(List<RgbImage> images) {
    if (images.isEmpty()) {
      return List.of();
    }
    ImageSpec spec = imageSpec();
    ImagePreparation preparation = new ImagePreparation(spec);
    float[] pixels = new float[Math.multiplyExact(images.size(), spec.floatCount())];
    for (int i = 0; i < images.size(); i++) {
      preparation.prepare(images.get(i), pixels, i * spec.floatCount());
    }
    try (NDManager batch = module.manager().newSubManager()) {
      Shape shape = new Shape(images.size(), spec.size(), spec.size(), ImageSpec.CHANNELS);
      NDArray rows = batch.create(FloatBuffer.wrap(pixels), shape); // (N, H, W, 3)
      NDArray inputs = rows.transpose(0, 3, 1, 2); // (N, 3, H, W), channels last in memory
      float[] logits = logits(inputs).toFloatArray();
      List<Classification> results = new ArrayList<>();
      for (int i = 0; i < images.size(); i++) {
        results.add(Classification.ofLogits(labels(), logits, i * labels().size()));
      }
      return results;
    }
  }

  /**
   * The network's raw answer.
   *
   * @param inputs float32 (N, 3, H, W), prepared by {@link #imageSpec}, on the model's device
   * @return logits, float32 (N, classes), owned by the inputs' manager
   */
  public NDArray logits(NDArray inputs) {
    return module.evaluate("forward", inputs).singletonOrThrow();
  }

  /**
   * What the head sees.
   *
   * @param inputs as for {@link #logits}
   * @return float32 (N, features), owned by the inputs' manager
   */
  public NDArray features(NDArray inputs) {
    return module.evaluate("features", inputs).singletonOrThrow();
  }

  @Override
  public void close() {
    module.close();
  }
}
