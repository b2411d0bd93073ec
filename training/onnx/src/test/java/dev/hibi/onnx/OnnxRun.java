package dev.hibi.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** A file in ONNX Runtime. */
final class OnnxRun implements AutoCloseable {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;

  OnnxRun(Path file) throws OrtException {
    this.session = environment.createSession(file.toString(), new OrtSession.SessionOptions());
  }

  /** The outputs of float32 images. */
  Map<String, float[]> of(float[] images, long... shape) throws OrtException {
    try (OnnxTensor input = OnnxTensor.createTensor(environment, FloatBuffer.wrap(images), shape)) {
      return run(input);
    }
  }

  /** The outputs of images of bytes. */
  Map<String, float[]> of(byte[] images, long... shape) throws OrtException {
    ByteBuffer direct = ByteBuffer.allocateDirect(images.length).put(images).flip();
    try (OnnxTensor input =
        OnnxTensor.createTensor(environment, direct, shape, OnnxJavaType.UINT8)) {
      return run(input);
    }
  }

  private Map<String, float[]> run(OnnxTensor input) throws OrtException {
    try (OrtSession.Result results = session.run(Map.of("images", input))) {
      Map<String, float[]> outputs = new LinkedHashMap<>();
      for (Map.Entry<String, OnnxValue> entry : results) {
        FloatBuffer values = ((OnnxTensor) entry.getValue()).getFloatBuffer();
        float[] copy = new float[values.remaining()];
        values.get(copy);
        outputs.put(entry.getKey(), copy);
      }
      return outputs;
    }
  }

  Map<String, String> metadata() throws OrtException {
    return session.getMetadata().getCustomMetadata();
  }

  /** Inputs and outputs as ONNX Runtime has them, such as {@code logits [-1, 2]}. */
  String layout() throws OrtException {
    StringBuilder text = new StringBuilder();
    session.getInputInfo().values().forEach(info -> text.append(layout(info)).append(" to "));
    session.getOutputInfo().values().forEach(info -> text.append(layout(info)).append(", "));
    return text.substring(0, text.length() - 2);
  }

  private static String layout(NodeInfo info) {
    TensorInfo tensor = (TensorInfo) info.getInfo();
    return info.getName() + " " + tensor.type + Arrays.toString(tensor.getShape());
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
