package dev.hibi.dataset;

import ai.djl.modality.cv.translator.ImageClassificationTranslator;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.Transform;
import ai.djl.translate.TranslatorOptions;
import dev.hibi.ClassLabels;
import dev.hibi.ImageSpec;
import dev.hibi.image.ImagePreparation;
import dev.hibi.image.RgbImage;

/**
 * {@link ImagePreparation} as DJL's translators take it: uint8 (H, W, 3) of any size to float32 (3,
 * size, size), RGB, mean/std normalised. Thread-safe.
 *
 * <p>DJL's own resize gives other pixels than Pillow's, so it is not used.
 */
final class EvaluationTransform implements Transform {
  private final ImagePreparation preparation;

  private EvaluationTransform(ImageSpec spec) {
    this.preparation = new ImagePreparation(spec);
  }

  /** A translator for models that give a logit for each class, and its expansions. */
  static TranslatorOptions translator(ImageSpec spec, ClassLabels labels) {
    return ImageClassificationTranslator.builder()
        .setImageSize(spec.size(), spec.size())
        .addTransform(new EvaluationTransform(spec))
        .optSynset(labels.names())
        .build()
        .getExpansions();
  }

  @Override
  public NDArray transform(NDArray image) {
    Shape shape = image.getShape();
    RgbImage rgb =
        new RgbImage(
            Math.toIntExact(shape.get(1)),
            Math.toIntExact(shape.get(0)),
            image.toType(DataType.UINT8, false).toByteArray());
    float[] floats = new float[preparation.spec().floatCount()];
    preparation.prepare(rgb, floats, 0);
    return BatchArrays.one(image.getManager(), preparation.spec(), floats);
  }
}
