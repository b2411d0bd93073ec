package dev.hibi.model;

import dev.hibi.ClassLabels;
import dev.hibi.ImageSpec;
import dev.hibi.model.network.ActivationRanges;
import dev.hibi.model.network.NetworkDefinition;
import dev.hibi.model.network.PatchGrid;
import dev.hibi.model.network.PooledLayer;
import dev.hibi.model.scoring.OperatingPoint;
import dev.hibi.model.scoring.ScanPoint;
import dev.hibi.model.scoring.VerdictRule;
import java.util.List;
import java.util.Optional;

/**
 * What {@code model.json} says of a model: all that is needed to use its weights.
 *
 * @param backbone the network
 * @param features what of it the head sees, in this order
 * @param labels the classes in the order of the logits
 * @param imageSpec how images are prepared
 * @param provenance where it comes from
 * @param activations between which values the results of layers lie, as {@code int8} asks; {@link
 *     ActivationRanges#NONE} if it was not measured
 * @param patches what is compared with ordinary images, in a model that was learnt from these
 *     alone; the head then sees the logarithm of that score, and no features
 * @param positive the class that counts as crack, where that was said; see {@link #positiveLabel}
 * @param operatingPoint the threshold of that class's probability, where it was calibrated; only
 *     with {@code positive}
 * @param scanPoint the threshold of whole photographs, where that was calibrated; likewise
 */
public record ModelDescription(
    Backbone backbone,
    List<PooledLayer> features,
    ClassLabels labels,
    ImageSpec imageSpec,
    Provenance provenance,
    ActivationRanges activations,
    Optional<PatchGrid> patches,
    Optional<String> positive,
    Optional<OperatingPoint> operatingPoint,
    Optional<ScanPoint> scanPoint) {

  /**
   * Checks the features and the positive class.
   *
   * @throws IllegalArgumentException if there are no features, or one is twice, or patches are not
   *     of two classes, or the positive class is none of the labels, or there is an operating point
   *     of no class
   */
  public ModelDescription {
    features = PooledLayer.distinct(features);
    if (patches.isPresent() && (labels.size() != PatchGrid.CLASSES || patches.get().rows() < 1)) {
      throw new IllegalArgumentException(
          "bad patches: expected a row of a bank and 2 classes, found %s and %s"
              .formatted(patches.get(), labels));
    }
    if (positive.isPresent() && !labels.contains(positive.get())) {
      throw new IllegalArgumentException(
          "unknown positive class: expected one of %s, found '%s'"
              .formatted(labels, positive.get()));
    }
    positive = positive.map(label -> labels.name(labels.indexOf(label))); // as the labels spell it
    if ((operatingPoint.isPresent() || scanPoint.isPresent()) && positive.isEmpty()) {
      throw new IllegalArgumentException(
          "operating point of no class: expected a positive one of %s, found none"
              .formatted(labels));
    }
  }

  /** Whose head sees pooled features, without a positive class or an operating point. */
  public ModelDescription(
      Backbone backbone,
      List<PooledLayer> features,
      ClassLabels labels,
      ImageSpec imageSpec,
      Provenance provenance,
      ActivationRanges activations) {
    this(
        backbone,
        features,
        labels,
        imageSpec,
        provenance,
        activations,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** Without ranges of activations. */
  public ModelDescription(
      Backbone backbone,
      List<PooledLayer> features,
      ClassLabels labels,
      ImageSpec imageSpec,
      Provenance provenance) {
    this(backbone, features, labels, imageSpec, provenance, ActivationRanges.NONE);
  }

  /** A model whose head sees what torchvision's do: the mean of layer4. */
  public ModelDescription(
      Backbone backbone, ClassLabels labels, ImageSpec imageSpec, Provenance provenance) {
    this(backbone, PooledLayer.DEFAULT, labels, imageSpec, provenance);
  }

  /** This, with ranges of activations. */
  public ModelDescription with(ActivationRanges activations) {
    return but(provenance, activations, patches, positive, operatingPoint, scanPoint);
  }

  /** This, whose head sees how far patches are from a bank. */
  public ModelDescription with(PatchGrid bank) {
    return but(provenance, activations, Optional.of(bank), positive, operatingPoint, scanPoint);
  }

  /**
   * This, with another class that counts as crack, and no operating point.
   *
   * @throws IllegalArgumentException if it is none of the labels
   */
  public ModelDescription withPositive(String label) {
    return but(
        provenance, activations, patches, Optional.of(label), Optional.empty(), Optional.empty());
  }

  /**
   * This, with a threshold. One of whole photographs stays, if it is of the same class.
   *
   * @param label the class that counts as crack, whose probability is compared
   * @throws IllegalArgumentException if it is none of the labels
   */
  public ModelDescription with(String label, OperatingPoint point) {
    return but(
        provenance,
        activations,
        patches,
        Optional.of(label),
        Optional.of(point),
        isPositive(label) ? scanPoint : Optional.empty());
  }

  /**
   * This, with a threshold of whole photographs. One of tiles stays, if it is of the same class.
   *
   * @param label the class that counts as crack, whose probability is compared
   * @throws IllegalArgumentException if it is none of the labels
   */
  public ModelDescription with(String label, ScanPoint point) {
    return but(
        provenance,
        activations,
        patches,
        Optional.of(label),
        isPositive(label) ? operatingPoint : Optional.empty(),
        Optional.of(point));
  }

  private boolean isPositive(String label) {
    return positive.isPresent() && labels.indexOf(label) == labels.indexOf(positive.get());
  }

  /**
   * This, with a head that was trained anew, for which no former threshold holds.
   *
   * @param label the class that counts as crack
   * @param point a threshold for the new head, if there is one
   * @throws IllegalArgumentException if the class is none of the labels
   */
  public ModelDescription refitted(String label, Optional<OperatingPoint> point, HeadRefit refit) {
    return but(
        provenance.with(refit), activations, patches, Optional.of(label), point, Optional.empty());
  }

  /**
   * This, with a larger bank of ordinary patches; the thresholds stay.
   *
   * @param rows of the bank now
   * @throws java.util.NoSuchElementException if it has none
   */
  public ModelDescription grown(int rows, BankAddition addition) {
    return but(
        provenance.with(addition),
        activations,
        Optional.of(patches.orElseThrow().withRows(rows)),
        positive,
        operatingPoint,
        scanPoint);
  }

  /** This, of which something else is said; the network, its input and its classes stay. */
  private ModelDescription but(
      Provenance provenance,
      ActivationRanges activations,
      Optional<PatchGrid> patches,
      Optional<String> positive,
      Optional<OperatingPoint> operatingPoint,
      Optional<ScanPoint> scanPoint) {
    return new ModelDescription(
        backbone,
        features,
        labels,
        imageSpec,
        provenance,
        activations,
        patches,
        positive,
        operatingPoint,
        scanPoint);
  }

  /**
   * The class that counts as crack: the one that was said, else the one whose name tells it; empty
   * if no name does.
   */
  public Optional<String> positiveLabel() {
    return positive.or(() -> PositiveLabel.among(labels));
  }

  /** How verdicts follow from logits; empty if nobody knows which class is positive. */
  public Optional<VerdictRule> verdictRule() {
    return positiveLabel().map(label -> new VerdictRule(labels.indexOf(label), operatingPoint));
  }

  /** The network that the weights belong to. */
  NetworkDefinition network() {
    return network(List.of());
  }

  /** The same, which gives other features beside its logits; these may be none. */
  NetworkDefinition network(List<PooledLayer> known) {
    return patches
        .map(backbone::network)
        .orElseGet(() -> backbone.network(labels.size(), features, known));
  }

  /**
   * The network of the same kind that only gives features: as far as these need it. Its head, which
   * sees them, is of no use.
   */
  NetworkDefinition frozenNetwork(List<PooledLayer> features) {
    return backbone.network(1, features);
  }
}
