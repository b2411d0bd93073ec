package dev.hibi.model.torchscript;

import dev.hibi.model.network.Precision;
import java.util.ArrayList;
import java.util.List;

/**
 * A class of TorchScript's text: typed attributes, then methods.
 *
 * <p>The text is what the TorchScript compiler's own serializer writes, a subset of Python: each
 * attribute is annotated with its type, parameters and buffers are listed by name, an attribute
 * whose name is no identifier (the children of a Sequential) goes through {@code __annotations__}.
 */
final class ScriptClass {
  static final String TENSOR = "Tensor";
  static final String TENSORS = "List[Tensor]";

  /** Types of numbers, as TorchScript counts them. */
  private static final int FLOAT16 = 5;

  static final int INT32 = 3;
  static final int FLOAT32 = 6;
  static final int FLOAT64 = 7;
  private static final int BFLOAT16 = 15;

  private static final String PACKAGE = "__torch__";

  private final String name;
  private final List<String> parameters = new ArrayList<>();
  private final List<String> buffers = new ArrayList<>();
  private final List<String> attributes = new ArrayList<>();
  private final List<String> methods = new ArrayList<>();

  ScriptClass(String name) {
    this.name = name;
    attribute("training", "bool");
  }

  /** The number of a precision's type. */
  static int number(Precision precision) {
    return switch (precision) {
      case FLOAT16 -> FLOAT16;
      case FLOAT32 -> FLOAT32;
      case BFLOAT16 -> BFLOAT16;
      case INT8 ->
          throw new IllegalArgumentException(
              "no type of layers: expected fp32, bf16 or fp16, found " + precision);
    };
  }

  /** As other classes refer to it, such as {@code __torch__.Conv2d}. */
  String qualifiedName() {
    return PACKAGE + "." + name;
  }

  String modulePath() {
    return PACKAGE;
  }

  String simpleName() {
    return name;
  }

  ScriptClass parameter(String attribute) {
    parameters.add(attribute);
    return attribute(attribute, TENSOR);
  }

  ScriptClass buffer(String attribute) {
    buffers.add(attribute);
    return attribute(attribute, TENSOR);
  }

  ScriptClass attribute(String attribute, String type) {
    attributes.add(
        Character.isDigit(attribute.charAt(0))
            ? "__annotations__[\"%s\"] = %s".formatted(attribute, type)
            : "%s : %s".formatted(attribute, type));
    return this;
  }

  /**
   * Adds methods.
   *
   * @param text Python without indentation, in which {@code SELF} stands for this class's name
   */
  ScriptClass methods(String text) {
    methods.add(text.replace("SELF", qualifiedName()));
    return this;
  }

  /** The class as text. */
  String text() {
    StringBuilder text = new StringBuilder();
    text.append("class ").append(name).append("(Module):\n");
    text.append("  __parameters__ = ").append(names(parameters)).append('\n');
    text.append("  __buffers__ = ").append(names(buffers)).append('\n');
    attributes.forEach(line -> text.append("  ").append(line).append('\n'));
    methods.forEach(method -> text.append(method.stripTrailing().indent(2)));
    return text.toString();
  }

  /** A list of string literals; the serializer's has a comma after each. */
  private static String names(List<String> names) {
    StringBuilder list = new StringBuilder("[");
    names.forEach(name -> list.append('"').append(name).append("\", "));
    return list.append(']').toString();
  }
}
