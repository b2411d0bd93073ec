package dev.hibi.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The programs of docs/onnx.md are parts of files that {@code samples/onnx/run.py} runs. */
final class OnnxDocumentTest {
  private static final Pattern BLOCK = Pattern.compile("```(\\w+)\n(.*?)```", Pattern.DOTALL);
  private static final Map<String, String> FILES =
      Map.of(
          "python", "python/classify.py",
          "java", "java/Classify.java",
          "cpp", "cpp/classify.cpp",
          "js", "browser/classify.mjs");

  @ParameterizedTest
  @ValueSource(strings = {"onnx.md", "onnx.ja.md"})
  void eachProgramOfTheGuideIsPartOfOneThatIsRun(String guide) throws IOException {
    Path root = Path.of("../..");
    Matcher block = BLOCK.matcher(Files.readString(root.resolve("docs").resolve(guide)));
    List<String> found = new ArrayList<>();
    while (block.find()) {
      String file = Objects.requireNonNull(FILES.get(block.group(1)), block.group(1));
      found.add(block.group(1));

      assertThat(lines(Files.readString(root.resolve("samples/onnx").resolve(file))))
          .contains(lines(block.group(2).replace("  …\n", "")));
    }
    assertThat(found).containsExactly("python", "java", "cpp", "js");
  }

  private static String lines(String text) {
    return text.lines().map(String::strip).collect(Collectors.joining("\n"));
  }
}
