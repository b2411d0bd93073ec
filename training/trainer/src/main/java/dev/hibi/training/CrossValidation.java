package dev.hibi.training;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * What several runs come to that were each tested on another part of the same data. Immutable.
 *
 * <p>The interval is of all samples together, each of which was tested once, by draws of groups: it
 * tells how much another sample of such data would change the accuracy. The standard deviation of
 * the folds is told beside it and is no interval: folds share most of their training data.
 *
 * @param folds at least 2
 */
public record CrossValidation(List<Fold> folds) {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  /**
   * A part that was tested on.
   *
   * @param evaluation on it, by the run that did not learn from it
   * @param selectedEpoch of that run
   * @param groups for each of its samples what those of a group have in common; no group has
   *     samples in two folds
   */
  public record Fold(Evaluation evaluation, int selectedEpoch, List<?> groups) {
    /**
     * Copies the groups.
     *
     * @throws IllegalArgumentException if there are not as many as samples
     */
    public Fold {
      groups = List.copyOf(groups);
      if (groups.size() != evaluation.predictions().size()) {
        throw new IllegalArgumentException(
            "wrong number of groups: expected one for each of %d samples, found %d"
                .formatted(evaluation.predictions().size(), groups.size()));
      }
    }
  }

  /**
   * Copies the folds.
   *
   * @throws IllegalArgumentException if there are fewer than two
   */
  public CrossValidation {
    folds = List.copyOf(folds);
    if (folds.size() < 2) {
      throw new IllegalArgumentException(
          "bad number of folds: expected 2 and more, found " + folds.size());
    }
  }

  /** Mean of the folds' accuracies, 0 to 1. */
  public double meanAccuracy() {
    return folds.stream().mapToDouble(fold -> fold.evaluation().accuracy()).average().orElse(0);
  }

  /** Standard deviation of the folds' accuracies, as of a sample (divided by K - 1). */
  public double standardDeviation() {
    double mean = meanAccuracy();
    double squares =
        folds.stream()
            .mapToDouble(fold -> fold.evaluation().accuracy() - mean)
            .map(difference -> difference * difference)
            .sum();
    return Math.sqrt(squares / (folds.size() - 1));
  }

  /** Number of samples, each of which was tested once. */
  public long samples() {
    return folds.stream().mapToLong(fold -> fold.evaluation().samples()).sum();
  }

  /** Number of samples that were classified wrong. */
  public long errors() {
    return folds.stream().mapToLong(fold -> fold.evaluation().errors()).sum();
  }

  /** Share of all samples that were classified right, 0 to 1. */
  public double accuracy() {
    return samples() == 0 ? 0 : (double) (samples() - errors()) / samples();
  }

  /** Number of groups. */
  public int groups() {
    return new HashSet<>(allGroups()).size();
  }

  private List<Object> allGroups() {
    List<Object> all = new ArrayList<>();
    folds.forEach(fold -> all.addAll(fold.groups()));
    return all;
  }

  /** Where the {@link #accuracy} lies with a confidence of 95 %, by 2,000 draws of groups. */
  public Interval accuracyInterval() {
    boolean[] right = new boolean[Math.toIntExact(samples())];
    int sample = 0;
    for (Fold fold : folds) {
      Predictions predictions = fold.evaluation().predictions();
      for (int i = 0; i < predictions.size(); i++) {
        right[sample++] = !predictions.isWrong(i);
      }
    }
    return new GroupBootstrap(right, allGroups()).accuracy(0);
  }

  /**
   * The numbers as a JSON object over several lines: {@code meanAccuracy}, {@code
   * standardDeviation}, {@code samples}, {@code groups}, {@code errors}, {@code accuracy}, {@code
   * accuracyInterval} with {@code low} and {@code high}, {@code intervalBy}, and in {@code folds}
   * of each {@code selectedEpoch} and {@code test}, as {@link Evaluation#toJson}.
   */
  public String toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("meanAccuracy", meanAccuracy());
    json.addProperty("standardDeviation", standardDeviation());
    json.addProperty("samples", samples());
    json.addProperty("groups", groups());
    json.addProperty("errors", errors());
    json.addProperty("accuracy", accuracy());
    json.add("accuracyInterval", GSON.toJsonTree(accuracyInterval()));
    json.addProperty("intervalBy", "bootstrap of groups");
    JsonArray all = new JsonArray();
    for (Fold fold : folds) {
      JsonObject one = new JsonObject();
      one.addProperty("selectedEpoch", fold.selectedEpoch());
      one.add("test", EvaluationJson.tree(fold.evaluation()));
      all.add(one);
    }
    json.add("folds", all);
    return GSON.toJson(json);
  }
}
