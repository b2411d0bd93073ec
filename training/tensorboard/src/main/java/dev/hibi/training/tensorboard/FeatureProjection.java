package dev.hibi.training.tensorboard;

import dev.hibi.image.RgbImage;
import dev.hibi.tensorboard.Embedding;
import dev.hibi.tensorboard.SummaryImage;
import dev.hibi.training.Evaluation;
import dev.hibi.training.Predictions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Test samples as the head sees them, for the projector. */
final class FeatureProjection {
  private static final int THUMBNAIL_SIZE = 64;

  private FeatureProjection() {}

  /**
   * The samples whose features were kept and are finite.
   *
   * @param pictures of the test data; null if nobody has them
   * @return empty if there are fewer than two
   */
  static Optional<Embedding> of(Evaluation evaluation, @Nullable SamplePictures pictures)
      throws IOException {
    List<Integer> samples = new ArrayList<>();
    List<float[]> vectors = new ArrayList<>();
    for (Map.Entry<Integer, float[]> entry : evaluation.predictions().features().entrySet()) {
      if (isFinite(entry.getValue())) {
        samples.add(entry.getKey());
        vectors.add(entry.getValue());
      }
    }
    if (samples.size() < 2) { // TensorBoard shows no single point
      return Optional.empty();
    }
    Embedding.Builder embedding =
        Embedding.builder("test").vectors(vectors.toArray(float[][]::new));
    addColumns(embedding, evaluation, samples);
    if (pictures != null) {
      List<SummaryImage> thumbnails = new ArrayList<>();
      for (int sample : samples) {
        RgbImage image = pictures.thumbnail(sample);
        thumbnails.add(
            SummaryImage.fromHwc(image.pixels(), image.height(), image.width(), 3)
                .scaledTo(THUMBNAIL_SIZE));
      }
      embedding.column("sample", samples.stream().map(pictures::name).toList());
      embedding.thumbnails(thumbnails);
    }
    return Optional.of(embedding.build());
  }

  private static void addColumns(
      Embedding.Builder embedding, Evaluation evaluation, List<Integer> samples) {
    Predictions predictions = evaluation.predictions();
    List<String> names = evaluation.labels().names();
    embedding
        .labels(samples.stream().map(i -> names.get(predictions.label(i))).toList())
        .column(
            "predicted", samples.stream().map(i -> names.get(predictions.predicted(i))).toList())
        .column(
            "verdict",
            samples.stream().map(i -> predictions.isWrong(i) ? "wrong" : "right").toList());
  }

  private static boolean isFinite(float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }
}
