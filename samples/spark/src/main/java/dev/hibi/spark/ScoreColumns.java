package dev.hibi.spark;

import dev.hibi.model.Classification;
import dev.hibi.model.ImageOutcome;
import dev.hibi.model.Verdict;
import dev.hibi.model.scoring.Familiarity;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * The columns of scores, a row for each image:
 *
 * <ul>
 *   <li>{@code path}: its URI, in an archive {@code URI!entry};
 *   <li>{@code sha256} of its file; null if that could not be read;
 *   <li>{@code label}: the most probable class, and {@code probability} of it, 0 to 1;
 *   <li>{@code score}: the probability of the positive class, and {@code alarm}, whether it counts
 *       as positive by the model's threshold; null where nobody knows which class that is;
 *   <li>{@code familiarity}: the share of the model's own images that are as far from the others or
 *       farther, 0 to 1, and {@code unfamiliar}, whether it is too low; null where the model does
 *       not tell;
 *   <li>{@code model}: SHA-256 of the model's description, which names the digests of its parts;
 *   <li>{@code error}: why there is no answer; null if there is one.
 * </ul>
 */
final class ScoreColumns {
  static final StructType SCHEMA =
      new StructType()
          .add("path", DataTypes.StringType, false)
          .add("sha256", DataTypes.StringType)
          .add("label", DataTypes.StringType)
          .add("probability", DataTypes.FloatType)
          .add("score", DataTypes.DoubleType)
          .add("alarm", DataTypes.BooleanType)
          .add("familiarity", DataTypes.DoubleType)
          .add("unfamiliar", DataTypes.BooleanType)
          .add("model", DataTypes.StringType, false)
          .add("error", DataTypes.StringType);

  private ScoreColumns() {}

  /**
   * A row.
   *
   * @param sha256 empty if the file could not be read
   */
  static Row row(String sha256, ImageOutcome outcome, String model) {
    String digest = sha256.isEmpty() ? null : sha256;
    if (outcome instanceof ImageOutcome.Unreadable unreadable) {
      String error = Failures.message(unreadable.failure());
      return row(outcome.name(), digest, null, null, null, null, null, null, model, error);
    }
    Classification answer = ((ImageOutcome.Classified) outcome).classification();
    Optional<Verdict> verdict = answer.verdict();
    Optional<Familiarity> known = answer.familiarity();
    return row(
        outcome.name(),
        digest,
        answer.label(),
        answer.probability(),
        verdict.map(Verdict::score).orElse(null),
        verdict.map(Verdict::isAlarm).orElse(null),
        known.map(Familiarity::share).orElse(null),
        known.map(Familiarity::isUnfamiliar).orElse(null),
        model,
        null);
  }

  private static Row row(@Nullable Object... values) {
    return RowFactory.create(values);
  }

  /** The same answer for another image of the same content. */
  static Row copied(Row row, String path) {
    Object[] values = new Object[row.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = row.get(i);
    }
    values[0] = path;
    return RowFactory.create(values);
  }
}
