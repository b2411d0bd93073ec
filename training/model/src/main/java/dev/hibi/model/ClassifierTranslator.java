package dev.hibi.model;

import ai.djl.modality.Classifications;
import ai.djl.modality.cv.Image;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.Batchifier;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import dev.hibi.ImageSpec;
import dev.hibi.image.ImagePreparation;
import dev.hibi.image.RgbImage;
import dev.hibi.model.engine.PyTorch;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Prepares pictures for a model, and reads its answer, within DJL: for applications that load
 * {@code model.pt} by a {@code Criteria}. Pixels become what {@link Classifier} makes of them, so
 * the probabilities are the same.
 *
 * <pre>{@code
 * Path model = Path.of("run/model");
 * Criteria<Image, Classifications> criteria =
 *     Criteria.builder()
 *         .setTypes(Image.class, Classifications.class)
 *         .optModelPath(model.resolve("model.pt"))
 *         .optTranslator(ClassifierTranslator.read(model))
 *         .build();
 * }</pre>
 *
 * <p>{@code model.pt} is a program, which DJL runs as it is: load those of people you trust alone.
 * {@link Classifier} never opens it.
 *
 * <p>How a file becomes pixels is DJL's part here; colours of some JPEGs, and photographs that EXIF
 * turns, come out otherwise than by {@link Classifier#classify(Path)}.
 *
 * <p>Immutable and thread-safe. Takes part in DJL's batches.
 */
public final class ClassifierTranslator implements Translator<Image, Classifications> {
  private final ModelDescription description;
  private final ImagePreparation preparation;

  /** A translator for a model. Prepares the environment as {@link PyTorch#prepare} does. */
  public ClassifierTranslator(ModelDescription description) {
    PyTorch.prepare();
    this.description = description;
    this.preparation = new ImagePreparation(description.imageSpec());
  }

  /**
   * A translator for the model in a directory.
   *
   * @param directory as {@link ModelDirectory} describes
   * @throws IOException if it is no such directory, or broken
   */
  public static ClassifierTranslator read(Path directory) throws IOException {
    return new ClassifierTranslator(
        ModelJson.read(directory.resolve(ModelDirectory.DESCRIPTION)).description());
  }

  /** One image as float32 (3, H, W), channels last in memory. */
  @Override
  public NDList processInput(TranslatorContext context, Image input) {
    ImageSpec spec = description.imageSpec();
    float[] pixels = new float[spec.floatCount()];
    preparation.prepare(rgb(context, input), pixels, 0);
    Shape shape = new Shape(spec.size(), spec.size(), ImageSpec.CHANNELS);
    NDArray rows = context.getNDManager().create(FloatBuffer.wrap(pixels), shape); // (H, W, 3)
    return new NDList(rows.transpose(2, 0, 1)); // (3, H, W)
  }

  /** Whatever library holds the picture. */
  private static RgbImage rgb(TranslatorContext context, Image input) {
    if (input.getWrappedImage() instanceof BufferedImage picture) {
      return RgbImage.of(picture);
    }
    try (NDArray pixels = input.toNDArray(context.getNDManager(), Image.Flag.COLOR)) { // (H, W, 3)
      return new RgbImage(input.getWidth(), input.getHeight(), pixels.toByteArray());
    }
  }

  /**
   * The probabilities of all classes.
   *
   * @throws UnusableAnswerException if a logit is not finite
   */
  @Override
  public Classifications processOutput(TranslatorContext context, NDList list) {
    float[] logits = list.singletonOrThrow().toFloatArray();
    Classification result = Classification.ofLogits(description.labels(), logits);
    List<Double> probabilities = new ArrayList<>();
    result.probabilities().values().forEach(p -> probabilities.add((double) p));
    return new Classifications(description.labels().names(), probabilities);
  }

  @Override
  public Batchifier getBatchifier() {
    return Batchifier.STACK;
  }
}
