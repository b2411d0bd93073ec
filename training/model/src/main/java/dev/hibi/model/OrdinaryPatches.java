package dev.hibi.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.hibi.ImageSpec;
import dev.hibi.image.ImagePreparation;
import dev.hibi.image.RgbImage;
import dev.hibi.model.engine.InferenceNetwork;
import dev.hibi.model.network.PatchGrid;
import dev.hibi.model.scoring.FeatureRows;
import dev.hibi.model.scoring.PatchBank;
import dev.hibi.model.scoring.PatchMap;
import dev.hibi.model.scoring.VerdictRule;
import dev.hibi.model.weights.StateDict;
import dev.hibi.model.weights.Tensor;
import java.nio.FloatBuffer;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a model that was learnt from ordinary images alone compares: an image's patches with those
 * of its bank.
 *
 * <p>Of a {@link Classifier}, and open as long as that is. Thread-safe.
 */
public final class OrdinaryPatches {
  private final InferenceNetwork network;
  private final ImageSpec spec;
  private final FeatureRows rows;
  private final int percent;
  private final double threshold;

  private OrdinaryPatches(
      InferenceNetwork network, ModelDescription description, FeatureRows rows, double threshold) {
    this.network = network;
    this.spec = description.imageSpec();
    this.rows = rows;
    this.percent = description.patches().orElseThrow().percent();
    this.threshold = threshold;
  }

  /** Of a model; empty if it has no bank of patches. */
  static Optional<OrdinaryPatches> of(InferenceNetwork network, ModelDirectory.Content model) {
    ModelDescription description = model.description();
    if (description.patches().isEmpty()) {
      return Optional.empty();
    }
    StateDict weights = model.weights();
    return Optional.of(
        new OrdinaryPatches(
            network,
            description,
            rows(weights.get(PatchGrid.BANK)),
            threshold(weights, description.verdictRule())));
  }

  private static FeatureRows rows(Tensor rows) {
    float[] values = new float[rows.elementCount()];
    rows.floats().get(values);
    return FeatureRows.of(values, Math.toIntExact(rows.shape()[1]));
  }

  /**
   * The head has two logits, {@code weight * log(score) + bias}: where the probability of the one
   * that grows is the verdict's, or where the verdict is of the other class 0.5.
   */
  private static double threshold(StateDict head, Optional<VerdictRule> rule) {
    FloatBuffer weight = head.get("fc.weight").floats();
    FloatBuffer bias = head.get("fc.bias").floats();
    int grows = weight.get(1) > weight.get(0) ? 1 : 0;
    double probability =
        rule.filter(verdict -> verdict.positive() == grows)
            .map(VerdictRule::threshold)
            .orElse(VerdictRule.EVEN);
    double logit = Math.log(probability / (1 - probability));
    double slope = (double) weight.get(grows) - weight.get(1 - grows);
    double offset = (double) bias.get(grows) - bias.get(1 - grows);
    return Math.exp((logit - offset) / slope);
  }

  /** The patches that the model keeps, a copy, which score images as it does. */
  public PatchBank bank() {
    return PatchBank.of(rows, percent);
  }

  /**
   * The score at which an image is an alarm, in the unit of distances: by the model's operating
   * point, or where it has none at a probability of 0.5.
   */
  public double threshold() {
    return threshold;
  }

  /**
   * How far each patch of an image is from those of the bank.
   *
   * @throws IllegalStateException if the classifier is closed
   */
  public PatchMap map(RgbImage image) {
    return ask(
        image,
        inputs -> {
          NDArray distances = network.distances(inputs);
          int columns = Math.toIntExact(distances.getShape().get(2));
          return new PatchMap(columns, distances.toFloatArray());
        });
  }

  /**
   * An image's patches themselves.
   *
   * @return from left to right, top to bottom, as wide as the bank's rows
   * @throws IllegalStateException if the classifier is closed
   */
  public FeatureRows of(RgbImage image) {
    return ask(
        image, inputs -> FeatureRows.of(network.patches(inputs).toFloatArray(), rows.width()));
  }

  private <T> T ask(RgbImage image, Function<NDArray, T> question) {
    float[] pixels = new float[spec.floatCount()];
    new ImagePreparation(spec).prepare(image, pixels, 0);
    Shape shape = new Shape(1, spec.size(), spec.size(), ImageSpec.CHANNELS);
    return network.whileOpen(
        () -> {
          try (NDManager one = network.manager().newSubManager()) {
            NDArray row = one.create(FloatBuffer.wrap(pixels), shape);
            return question.apply(row.transpose(0, 3, 1, 2));
          }
        });
  }
}
