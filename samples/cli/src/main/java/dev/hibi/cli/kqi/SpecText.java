package dev.hibi.cli.kqi;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * A job's specification as YAML 1.2, of which JSON is a part. A number is kept as it is written, so
 * that {@code 1e-3} in the job's environment stays that.
 */
final class SpecText {
  private static final Pattern JSON_NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

  private SpecText() {}

  /**
   * YAML as JSON.
   *
   * @param name another name of the job, if there is one
   * @throws IOException if it is not a mapping in YAML
   */
  static String json(String yaml, Path file, @Nullable String name) throws IOException {
    LoadSettings settings =
        LoadSettings.builder().setLabel(file.toString()).setMaxAliasesForCollections(0).build();
    Optional<Node> root;
    try {
      root =
          new Composer(settings, new ParserImpl(settings, new StreamReader(settings, yaml)))
              .getSingleNode();
    } catch (YamlEngineException e) {
      throw new IOException(
          "bad spec: " + String.valueOf(e.getMessage()).replaceAll("\\s+", " "), e);
    }
    if (root.isPresent() && root.get() instanceof MappingNode mapping) {
      JsonObject spec = object(mapping, file);
      if (name != null) {
        spec.addProperty("name", name);
      }
      return new Gson().toJson(spec);
    }
    throw new IOException(
        "bad spec: expected fields, found %s (%s)"
            .formatted(root.isPresent() ? "another value" : "nothing", file));
  }

  private static JsonObject object(MappingNode mapping, Path file) throws IOException {
    JsonObject object = new JsonObject();
    for (NodeTuple field : mapping.getValue()) {
      if (!(field.getKeyNode() instanceof ScalarNode key) || object.has(key.getValue())) {
        throw new IOException(
            "bad spec: expected names once each, found another or one twice (%s)".formatted(file));
      }
      object.add(key.getValue(), element(field.getValueNode(), file));
    }
    return object;
  }

  private static JsonElement element(Node node, Path file) throws IOException {
    if (node instanceof MappingNode mapping) {
      return object(mapping, file);
    }
    if (node instanceof SequenceNode sequence) {
      JsonArray array = new JsonArray();
      for (Node each : sequence.getValue()) {
        array.add(element(each, file));
      }
      return array;
    }
    return scalar((ScalarNode) node);
  }

  private static JsonElement scalar(ScalarNode node) {
    String text = node.getValue();
    Tag tag = node.getTag();
    if (tag.equals(Tag.NULL)) {
      return JsonNull.INSTANCE;
    }
    if (tag.equals(Tag.BOOL)) {
      return new JsonPrimitive(Boolean.valueOf(text));
    }
    boolean number = tag.equals(Tag.INT) || tag.equals(Tag.FLOAT);
    return number && JSON_NUMBER.matcher(text).matches()
        ? JsonParser.parseString(text)
        : new JsonPrimitive(text);
  }

  /** JSON as YAML. */
  static String yaml(String json) {
    DumpSettings settings =
        DumpSettings.builder()
            .setDefaultFlowStyle(FlowStyle.BLOCK)
            .setDefaultScalarStyle(ScalarStyle.PLAIN)
            .setWidth(100)
            .setUseUnicodeEncoding(true)
            .build();
    return new Dump(settings).dumpToString(value(JsonParser.parseString(json)));
  }

  private static Object value(JsonElement element) {
    if (element instanceof JsonObject object) {
      Map<String, Object> map = new LinkedHashMap<>();
      object.asMap().forEach((key, each) -> map.put(key, value(each)));
      return map;
    }
    if (element instanceof JsonArray array) {
      List<Object> list = new ArrayList<>();
      array.forEach(each -> list.add(value(each)));
      return list;
    }
    JsonPrimitive primitive = element.getAsJsonPrimitive();
    if (primitive.isBoolean()) {
      return primitive.getAsBoolean();
    }
    return primitive.isNumber() ? (Object) primitive.getAsLong() : primitive.getAsString();
  }
}
