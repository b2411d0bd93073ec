package dev.hibi.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.modality.cv.Image;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.translate.Translator;
import dev.hibi.ImageSpec;
import dev.hibi.dataset.preparation.EvaluationPreprocessing;
import dev.hibi.dataset.preparation.TrainingPreprocessing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What DJL's translator of a data set hands to a network. */
final class EvaluationTransformTest {
  @TempDir Path folder;

  private ZipImageFolder.Builder data() throws Exception {
    return ZipImageFolder.builder()
        .addSource(ToyArchive.zip(folder.resolve("a.zip"), "x/N_1.png", "x/P_1.png"));
  }

  private static float[] floats(ZipImageFolder data, long index) throws Exception {
    try (NDManager manager = NDManager.newBaseManager()) {
      return data.get(manager, index).getData().head().toFloatArray();
    }
  }

  /** A network that remembers its input and finds the second class twice as likely. */
  private static Block remembering(List<float[]> floats) {
    return new LambdaBlock(
        input -> {
          floats.add(input.head().toFloatArray());
          return new NDList(input.getManager().create(new float[] {1, 2}, new Shape(1, 2)));
        });
  }

  private static List<float[]> inputs(ZipImageFolder data, Image... images) throws Exception {
    List<float[]> floats = new ArrayList<>();
    Translator<Image, Classifications> translator =
        data.matchingTranslatorOptions().option(Image.class, Classifications.class);
    try (Model model = Model.newInstance("remembering")) {
      model.setBlock(remembering(floats));
      try (Predictor<Image, Classifications> predictor = model.newPredictor(translator)) {
        for (Image image : images) {
          assertThat(predictor.predict(image).best().getClassName()).isEqualTo("P");
        }
      }
    }
    return floats;
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 32, 65, 128, 224, 300})
  void translatorPreparesAsTheDataSetDoes(int size) throws Exception {
    ImageSpec spec = ImageSpec.imagenet(size);
    try (ZipImageFolder data = data().optPreprocessing(new EvaluationPreprocessing(spec)).build()) {
      List<float[]> inputs = inputs(data, data.getImage(0), data.getImage(1));

      assertThat(inputs.get(0)).isEqualTo(floats(data, 0));
      assertThat(inputs.get(1)).isEqualTo(floats(data, 1));
    }
  }

  @Test
  void translatorOfTrainingDataPreparesForEvaluation() throws Exception {
    ImageSpec spec = new ImageSpec(32, List.of(0.1f, 0.2f, 0.3f), List.of(0.5f, 1f, 2f));
    try (ZipImageFolder views =
            data().optPreprocessing(TrainingPreprocessing.inspection(spec)).build();
        ZipImageFolder whole = data().optPreprocessing(new EvaluationPreprocessing(spec)).build()) {
      assertThat(inputs(views, views.getImage(0)).get(0)).isEqualTo(floats(whole, 0));
    }
  }
}
