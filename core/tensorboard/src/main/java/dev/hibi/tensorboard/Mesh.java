package dev.hibi.tensorboard;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;

/**
 * A cloud of points, or a surface of triangles between them, for TensorBoard's Mesh page.
 *
 * <p>Immutable.
 *
 * <p>Format: up to three tensors, {@code <tag>_VERTEX} of type float32 and shape (1, points, 3),
 * {@code <tag>_FACE} of type int32 and shape (1, triangles, 3), {@code <tag>_COLOR} of type uint8
 * and shape (1, points, 3); the plugin content of each is a message {@code MeshPluginData}: 2 name,
 * 3 content_type (1 vertex, 2 face, 3 color), 6 shape, 7 components, a bit 1 {@literal <<}
 * content_type for each tensor that is there.
 */
public final class Mesh {
  private final float[] vertices;
  private final int @Nullable [] faces;
  private final byte @Nullable [] colors;

  private Mesh(float[] vertices, int @Nullable [] faces, byte @Nullable [] colors) {
    this.vertices = vertices;
    this.faces = faces;
    this.colors = colors;
  }

  /**
   * A cloud of points.
   *
   * @param vertices (points, 3), row by row: x, y, z of each, finite; copied
   * @throws IllegalArgumentException if there is no point, or a row is not whole, or a coordinate
   *     is not finite
   */
  public static Mesh of(float[] vertices) {
    checkRows("vertices", vertices.length);
    for (int i = 0; i < vertices.length; i++) {
      if (!Float.isFinite(vertices[i])) {
        throw new IllegalArgumentException(
            "bad vertex: expected finite coordinates, found %s (point %d)"
                .formatted(vertices[i], i / 3));
      }
    }
    return new Mesh(vertices.clone(), null, null);
  }

  /**
   * With triangles.
   *
   * @param triangles (triangles, 3), row by row: numbers of three points from 0; copied
   * @throws IllegalArgumentException if there is no triangle, or a row is not whole, or there is no
   *     such point
   */
  public Mesh withFaces(int[] triangles) {
    checkRows("faces", triangles.length);
    for (int i = 0; i < triangles.length; i++) {
      if (triangles[i] < 0 || triangles[i] >= points()) {
        throw new IllegalArgumentException(
            "bad face: expected points 0 to %d, found %d (triangle %d)"
                .formatted(points() - 1, triangles[i], i / 3));
      }
    }
    return new Mesh(vertices, triangles.clone(), colors);
  }

  /**
   * With a color for each point.
   *
   * @param rgb (points, 3), row by row, each 0 to 255; copied
   * @throws IllegalArgumentException if they are not as many as the points
   */
  public Mesh withColors(byte[] rgb) {
    if (rgb.length != vertices.length) {
      throw new IllegalArgumentException(
          "bad colors: expected %d bytes, 3 a point, found %d"
              .formatted(vertices.length, rgb.length));
    }
    return new Mesh(vertices, faces, rgb.clone());
  }

  /** Number of points. */
  public int points() {
    return vertices.length / 3;
  }

  SummaryValues toValues(String tag) {
    List<SummaryValues.Tagged> values = new ArrayList<>();
    ByteBuffer bytes = littleEndian(vertices.length * Float.BYTES);
    bytes.asFloatBuffer().put(vertices);
    values.add(value(tag, "VERTEX", 1, DataType.DT_FLOAT, points(), bytes));
    if (faces != null) {
      bytes = littleEndian(faces.length * Integer.BYTES);
      bytes.asIntBuffer().put(faces);
      values.add(value(tag, "FACE", 2, DataType.DT_INT32, faces.length / 3, bytes));
    }
    if (colors != null) {
      values.add(value(tag, "COLOR", 3, DataType.DT_UINT8, points(), ByteBuffer.wrap(colors)));
    }
    return new SummaryValues(Kind.MESHES, values);
  }

  private SummaryValues.Tagged value(
      String tag, String part, int contentType, DataType type, int rows, ByteBuffer content) {
    int components = 1 << 1 | (faces == null ? 0 : 1 << 2) | (colors == null ? 0 : 1 << 3);
    MessageBytes plugin =
        new MessageBytes()
            .text(2, tag)
            .integer(3, contentType)
            .integer(6, 1)
            .integer(6, rows)
            .integer(6, 3)
            .integer(7, components);
    TensorProto tensor =
        TensorProto.newBuilder()
            .setDtype(type)
            .setTensorShape(Tensors.shape(1, rows, 3))
            .setTensorContent(ByteString.copyFrom(content))
            .build();
    return new SummaryValues.Tagged(
        tag + "_" + part, Kind.MESHES.metadata(plugin.toByteString()), tensor);
  }

  private static ByteBuffer littleEndian(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void checkRows(String what, int length) {
    if (length == 0 || length % 3 != 0) {
      throw new IllegalArgumentException(
          "bad %s: expected at least one row of 3, found %d values".formatted(what, length));
    }
  }
}
