import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.hibi.image.RgbImage;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/**
 * Classifies images with a model that Hibi exported with {@code --preprocessing inside}, by ONNX
 * Runtime: {@code java -cp onnxruntime.jar:hibi-image.jar:hibi-core.jar:jna.jar:slf4j-api.jar
 * Classify.java MODEL.onnx IMAGE...}
 *
 * <p>Hibi's own image reader decodes and resizes here, without any engine of Hibi's.
 */
final class Classify {
  public static void main(String... arguments) throws Exception {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(arguments[0])) {
      String[] classes = names(session.getMetadata().getCustomMetadata().get("hibi.classes"));
      TensorInfo input = (TensorInfo) session.getInputInfo().get("images").getInfo();
      int height = (int) input.getShape()[1]; // of (batch, height, width, 3)
      int width = (int) input.getShape()[2];
      for (String name : Arrays.copyOfRange(arguments, 1, arguments.length)) {
        RgbImage image =
            RgbImage.decode(Files.readAllBytes(Path.of(name)), name).resize(width, height);
        ByteBuffer pixels = ByteBuffer.allocateDirect(3 * width * height).put(image.pixels()).flip();
        long[] one = {1, height, width, 3}; // any number of images may go at once
        try (OnnxTensor images =
                OnnxTensor.createTensor(environment, pixels, one, OnnxJavaType.UINT8);
            OrtSession.Result results = session.run(Map.of("images", images))) {
          float[][] probabilities =
              (float[][]) results.get("probabilities").orElseThrow().getValue();
          StringBuilder line = new StringBuilder();
          for (int c = 0; c < classes.length; c++) {
            line.append(c == 0 ? "" : ", ").append(classes[c]).append(": ").append(probabilities[0][c]);
          }
          System.out.printf("{\"path\": \"%s\", \"probabilities\": {%s}}%n", name, line);
        }
      }
    }
  }

  /** The names in a JSON array of texts without quotes in them, as they are written there. */
  private static String[] names(String json) {
    return json.substring(1, json.length() - 1).split(",(?=\")");
  }
}
