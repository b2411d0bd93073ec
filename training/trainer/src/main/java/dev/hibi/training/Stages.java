package dev.hibi.training;

import dev.hibi.model.network.PooledLayer;
import dev.hibi.model.network.StepSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * In which stages a network learns in mode {@code staged}, from its end to its beginning: gradual
 * unfreezing and discriminative rates, after Howard and Ruder 2018 (ULMFiT).
 *
 * <p>First the head alone, on features that are computed once; then the last layer and the head,
 * before which nothing changes and is computed once, too; then all. A later stage begins with the
 * weights that the one before left, and with an optimizer and a schedule of its own.
 *
 * @param head epochs of the head alone; 0 leaves a stage out
 * @param last epochs of the last layer and the head
 * @param all epochs of everything
 * @param stageFactor what the base rate is multiplied with from each stage to the next, one that is
 *     left out too; above 0
 * @param layerDivisor what the rate is divided by for each layer further from the head, from 1
 */
public record Stages(int head, int last, int all, double stageFactor, double layerDivisor) {
  /** Three epochs of the head, one of the last layer, one of all. */
  public static final Stages DEFAULT = of(3, 1, 1);

  private static final int MOST = 100_000;
  private static final Pattern EPOCHS = Pattern.compile("([0-9]{1,6}),([0-9]{1,6}),([0-9]{1,6})");

  /**
   * One of them.
   *
   * @param name {@code head}, {@code all}, or of the last layer such as {@code layer4}
   * @param number 1 of the head, 2 of the last layer, 3 of all
   * @param firstEpoch of the run, from 1
   * @param lastEpoch of the run
   */
  public record Stage(String name, int number, int firstEpoch, int lastEpoch) {
    /** How many epochs it has. */
    public int epochs() {
      return lastEpoch - firstEpoch + 1;
    }

    boolean has(int epoch) {
      return firstEpoch <= epoch && epoch <= lastEpoch;
    }
  }

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is out of range, or there is no epoch
   */
  public Stages {
    for (int epochs : new int[] {head, last, all}) {
      if (epochs < 0 || epochs > MOST) {
        throw new IllegalArgumentException(
            "bad epochs of a stage: expected 0 to %d, found %d".formatted(MOST, epochs));
      }
    }
    if (head + last + all == 0) {
      throw new IllegalArgumentException(
          "no epochs: expected 1 and more in a stage, found 0 in each");
    }
    if (!(stageFactor > 0) || Double.isInfinite(stageFactor)) {
      throw new IllegalArgumentException(
          "bad factor of rates: expected above 0, found " + stageFactor);
    }
    if (!(layerDivisor >= 1) || Double.isInfinite(layerDivisor)) {
      throw new IllegalArgumentException(
          "bad divisor of rates: expected 1 and more, found " + layerDivisor);
    }
  }

  /** So many epochs of each; rates a tenth from stage to stage, and by 2.6 for each layer. */
  public static Stages of(int head, int last, int all) {
    return new Stages(head, last, all, 0.1, 2.6);
  }

  /**
   * So many epochs of each.
   *
   * @param epochs such as {@code 3,1,1}
   * @throws IllegalArgumentException if it is something else
   */
  public static Stages of(String epochs) {
    Matcher matcher = EPOCHS.matcher(epochs);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "bad epochs of stages: expected those of the head, of the last layer and of all, such as"
              + " 3,1,1, found '"
              + epochs
              + "'");
    }
    return of(
        Integer.parseInt(matcher.group(1)),
        Integer.parseInt(matcher.group(2)),
        Integer.parseInt(matcher.group(3)));
  }

  /** Of all stages. */
  public int epochs() {
    return head + last + all;
  }

  /**
   * Those that have epochs, in their order.
   *
   * @param cut what stays as it is while the last layer learns
   */
  public List<Stage> list(FrozenPrefix cut) {
    List<Stage> stages = new ArrayList<>();
    String[] names = {"head", cut.id(), "all"};
    int[] epochs = {head, last, all};
    int done = 0;
    for (int i = 0; i < names.length; i++) {
      if (epochs[i] > 0) {
        stages.add(new Stage(names[i], i + 1, done + 1, done + epochs[i]));
      }
      done += epochs[i];
    }
    return List.copyOf(stages);
  }

  /** Before the last layer that a head sees. */
  static FrozenPrefix cut(List<PooledLayer> features) {
    return FrozenPrefix.before("layer" + deepest(features), 1);
  }

  private static int deepest(List<PooledLayer> features) {
    return features.stream().mapToInt(PooledLayer::stage).max().orElseThrow();
  }

  /** The base rate of a stage, of that of the head's. */
  double rate(double base, Stage stage) {
    double rate = base;
    for (int later = 1; later < stage.number(); later++) {
      rate *= stageFactor;
    }
    return rate;
  }

  /** A step in which each part has its rate. */
  StepSpec discriminating(StepSpec step, List<PooledLayer> features) {
    StepSpec.Builder rates = step.toBuilder();
    double factor = 1;
    for (int layer = deepest(features); layer > 0; layer--) {
      factor /= layerDivisor;
      rates.rateFactor("layer" + layer + ".", factor);
    }
    return rates
        .rateFactor("conv1.", factor / layerDivisor)
        .rateFactor("bn1.", factor / layerDivisor)
        .build();
  }

  /** {@code 3,1,1 epochs, rates times 0.1 a stage, divided by 2.6 a layer}. */
  @Override
  public String toString() {
    return "%d,%d,%d epochs, rates times %s a stage, divided by %s a layer"
        .formatted(head, last, all, stageFactor, layerDivisor);
  }
}
