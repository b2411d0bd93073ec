package dev.hibi.model.network;

import dev.hibi.model.network.Layer.Parameter;
import dev.hibi.model.weights.StateDict;
import dev.hibi.model.weights.Tensor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What happens in a training step beside forward, backward and the optimizer's update. Immutable;
 * equal when all of it is.
 *
 * <h2>What are the defaults?</h2>
 *
 * <p>Nothing of it: the plain mean cross entropy, one batch a step, gradients as they are.
 *
 * <h2>Whose definitions are they?</h2>
 *
 * <p>Those of {@code torch.nn.CrossEntropyLoss} (smoothing, class weights), {@code
 * torch.nn.utils.clip_grad_norm_}, and timm's {@code Mixup} and {@code ModelEmaV3}.
 *
 * @param labelSmoothing share of the truth that is divided among all classes, 0 to below 1
 * @param classWeights of each class in the loss, in the order of the logits; empty for 1 each
 * @param mixup alpha of the beta distribution that images and their labels are mixed by; 0 for none
 * @param cutmix alpha of the beta distribution by which a box of the image is replaced by another
 *     image's; 0 for none. With both, each step has one of the two, by the toss of a coin
 * @param clipNorm what the norm of all gradients together is scaled down to; 0 for no limit
 * @param ema decay of the moving average of the weights, which then answers in place of the weights
 *     that learn: 0 to below 1; 0 for no average
 * @param accumulate into how many batches a step is divided: memory is needed for one of them at a
 *     time, and the update is by the mean over the samples of all
 * @param decayOnNorm whether weight decay shrinks batch normalisation's scale and shift and biases,
 *     too
 * @param rateFactors what the learning rate is multiplied with, by the beginning of a parameter's
 *     name, such as {@code layer1.}; of several that fit the longest counts, and 1 where none does
 */
public record StepSpec(
    double labelSmoothing,
    List<Double> classWeights,
    double mixup,
    double cutmix,
    double clipNorm,
    double ema,
    int accumulate,
    boolean decayOnNorm,
    Map<String, Double> rateFactors) {

  /** What the names of the average's tensors begin with, in an optimizer's state. */
  public static final String AVERAGE = "ema.";

  /** None of it. */
  public static final StepSpec PLAIN = builder().build();

  /** Copies and checks. */
  public StepSpec {
    classWeights = List.copyOf(classWeights);
    rateFactors = Collections.unmodifiableMap(new LinkedHashMap<>(rateFactors));
    requireRange("label smoothing", labelSmoothing, 0, 1);
    classWeights.forEach(weight -> requireAbove("class weight", weight));
    requireRange("mixup", mixup, 0, Double.POSITIVE_INFINITY);
    requireRange("cutmix", cutmix, 0, Double.POSITIVE_INFINITY);
    requireRange("norm of gradients", clipNorm, 0, Double.POSITIVE_INFINITY);
    requireRange("decay of the average", ema, 0, 1);
    if (accumulate < 1) {
      throw new IllegalArgumentException(
          "bad accumulation: expected 1 batch and more, found " + accumulate);
    }
    rateFactors.values().forEach(factor -> requireAbove("factor of the rate", factor));
  }

  /** All options at their defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder with these options. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.labelSmoothing = labelSmoothing;
    builder.classWeights = classWeights;
    builder.mixup = mixup;
    builder.cutmix = cutmix;
    builder.clipNorm = clipNorm;
    builder.ema = ema;
    builder.accumulate = accumulate;
    builder.decayOnNorm = decayOnNorm;
    builder.rateFactors.putAll(rateFactors);
    return builder;
  }

  /** Samples between two updates, of batches of a size. */
  public int samples(int batchSize) {
    return Math.multiplyExact(batchSize, accumulate);
  }

  /** Whether images are mixed with each other. */
  public boolean mixes() {
    return mixup > 0 || cutmix > 0;
  }

  /** Whether a moving average of the weights answers. */
  public boolean averages() {
    return ema > 0;
  }

  /**
   * The weights of the average: those of the state, or where it has none those that it begins with.
   *
   * @param weights the network's own
   */
  public StateDict average(NetworkDefinition network, StateDict weights, StateDict state) {
    Map<String, Tensor> average = new LinkedHashMap<>();
    for (Parameter parameter : network.parameters()) {
      String name = parameter.name();
      boolean moved = state.contains(AVERAGE + name);
      average.put(name, moved ? state.get(AVERAGE + name) : weights.get(name));
    }
    return new StateDict(average);
  }

  /**
   * Parameters that are updated alike.
   *
   * @param optimizer with this group's weight decay
   * @param rateFactor what the learning rate is multiplied with
   * @param indices into the network's {@link NetworkDefinition#learning}
   */
  public record Group(OptimizerSpec optimizer, double rateFactor, List<Integer> indices) {
    /** Copies the indices. */
    public Group {
      indices = List.copyOf(indices);
    }
  }

  /** The parameters of a network by how they are updated; one group if all are alike. */
  public List<Group> groups(NetworkDefinition network, OptimizerSpec optimizer) {
    record Kind(OptimizerSpec optimizer, double factor) {}

    Map<Kind, List<Integer>> groups = new LinkedHashMap<>();
    List<Parameter> learning = network.parameters().stream().filter(Parameter::learns).toList();
    for (int i = 0; i < learning.size(); i++) {
      Parameter parameter = learning.get(i);
      boolean decays = decayOnNorm || parameter.shape().size() > 1;
      Kind kind = new Kind(decays ? optimizer : undecayed(optimizer), factor(parameter.name()));
      groups.computeIfAbsent(kind, unknown -> new ArrayList<>()).add(i);
    }
    return groups.entrySet().stream()
        .map(group -> new Group(group.getKey().optimizer, group.getKey().factor, group.getValue()))
        .toList();
  }

  private double factor(String parameter) {
    return rateFactors.entrySet().stream()
        .filter(entry -> parameter.startsWith(entry.getKey()))
        .max(Comparator.comparingInt(entry -> entry.getKey().length()))
        .map(Map.Entry::getValue)
        .orElse(1.0);
  }

  private static OptimizerSpec undecayed(OptimizerSpec optimizer) {
    if (optimizer instanceof OptimizerSpec.Adam adam) {
      return new OptimizerSpec.Adam(
          adam.beta1(), adam.beta2(), adam.eps(), 0, adam.amsgrad(), adam.decoupled());
    }
    OptimizerSpec.Sgd sgd = (OptimizerSpec.Sgd) optimizer;
    return new OptimizerSpec.Sgd(sgd.momentum(), 0, sgd.nesterov());
  }

  /**
   * How the images of one step are mixed: each with its counterpart in the batch read backwards.
   *
   * @param lambda share of the image itself, 0 to 1
   * @param top first row of the box that the other image fills; no box if {@code bottom} is no more
   * @param bottom after the box's last row
   * @param left first column of the box
   * @param right after the box's last column
   */
  public record Mixing(double lambda, int top, int bottom, int left, int right) {
    /** Every image as it is. */
    public static final Mixing NONE = mixup(1);

    /** The mean of two images, pixel by pixel. */
    public static Mixing mixup(double lambda) {
      return new Mixing(lambda, 0, 0, 0, 0);
    }

    /**
     * A box of {@code 1 - lambda} of the image, cut off at its edges, is replaced by the other
     * image's; {@link #lambda} then tells what is left.
     *
     * @param edge of the square images in pixels
     * @param row of the box's centre
     * @param column of the box's centre
     */
    public static Mixing cutmix(double lambda, int edge, int row, int column) {
      int half = (int) (edge * Math.sqrt(1 - lambda)) / 2;
      int top = Math.max(row - half, 0);
      int bottom = Math.min(row + half, edge);
      int left = Math.max(column - half, 0);
      int right = Math.min(column + half, edge);
      double box = (double) (bottom - top) * (right - left);
      return new Mixing(1 - box / ((double) edge * edge), top, bottom, left, right);
    }
  }

  /** Collects options; {@link #build} checks them. */
  public static final class Builder {
    private double labelSmoothing;
    private List<Double> classWeights = List.of();
    private double mixup;
    private double cutmix;
    private double clipNorm;
    private double ema;
    private int accumulate = 1;
    private boolean decayOnNorm = true;
    private final Map<String, Double> rateFactors = new LinkedHashMap<>();

    private Builder() {}

    /** Share of the truth that is divided among all classes, 0 to below 1; default 0. */
    public Builder labelSmoothing(double share) {
      this.labelSmoothing = share;
      return this;
    }

    /** Of each class in the loss, in the order of the logits, above 0; default 1 each. */
    public Builder classWeights(List<Double> weights) {
      this.classWeights = weights;
      return this;
    }

    /**
     * {@link #classWeights} by which each class counts as much as if all had the same number of
     * samples, and a sample 1 in the mean.
     *
     * @param counts of each class's samples, in the order of the logits
     */
    public Builder balancedClasses(Collection<Integer> counts) {
      double samples = counts.stream().mapToLong(Integer::longValue).sum();
      return classWeights(
          counts.stream().map(count -> samples / ((double) counts.size() * count)).toList());
    }

    /** Alpha of the beta distribution that images are mixed by; default 0: none are. */
    public Builder mixup(double alpha) {
      this.mixup = alpha;
      return this;
    }

    /** Alpha of the beta distribution that boxes of images are swapped by; default 0: none are. */
    public Builder cutmix(double alpha) {
      this.cutmix = alpha;
      return this;
    }

    /** What the norm of all gradients is scaled down to; default 0: no limit. */
    public Builder clipNorm(double norm) {
      this.clipNorm = norm;
      return this;
    }

    /** Decay of the moving average of the weights, such as 0.999; default 0: no average. */
    public Builder ema(double decay) {
      this.ema = decay;
      return this;
    }

    /** Into how many batches a step is divided; default 1. */
    public Builder accumulate(int batches) {
      this.accumulate = batches;
      return this;
    }

    /** Whether weight decay is on batch normalisation and biases, too; default true. */
    public Builder decayOnNorm(boolean decays) {
      this.decayOnNorm = decays;
      return this;
    }

    /**
     * What the learning rate of some parameters is multiplied with; default 1.
     *
     * @param prefix of their names, such as {@code layer1.}
     * @param factor above 0
     */
    public Builder rateFactor(String prefix, double factor) {
      rateFactors.put(prefix, factor);
      return this;
    }

    /**
     * The options.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public StepSpec build() {
      return new StepSpec(
          labelSmoothing,
          classWeights,
          mixup,
          cutmix,
          clipNorm,
          ema,
          accumulate,
          decayOnNorm,
          rateFactors);
    }
  }

  private static void requireRange(String name, double value, double from, double below) {
    if (!(value >= from && value < below)) {
      throw new IllegalArgumentException(
          below == Double.POSITIVE_INFINITY
              ? "bad %s: expected %s and more, found %s".formatted(name, from, value)
              : "bad %s: expected at least %s and below %s, found %s"
                  .formatted(name, from, below, value));
    }
  }

  private static void requireAbove(String name, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          "bad %s: expected above 0, found %s".formatted(name, value));
    }
  }
}
